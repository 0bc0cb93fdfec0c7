using System.Runtime.InteropServices;
using Orleans.Concurrency;
using Ucm.Grains.Authorities;
using Ucm.Grains.Interfaces.Authorities;
using Ucm.Grains.Interfaces.Outcomes;
using Ucm.Grains.Outcomes;
using Ucm.Pki.Keys;

namespace Ucm.Grains.Signing;

/// <summary>Signs with one authority's key, which it holds while active. Never asked by a frontend; refuses when it cannot confirm that the authority is online (law 8).</summary>
[StatelessWorker, GrainsOnly]
internal sealed class SignerGrain(AuthoritySnapshots snapshots, KeyVault vault, SigningLane lane) : Grain, ISignerGrain
{
    private string? keyId;
    private Task<ISigningKey?>? loading;

    public async Task<Outcome<SignedBytes>> Sign(SignCommand command, CancellationToken cancellationToken)
    {
        if (!AuthorityId.TryParse(this.GetPrimaryKeyString(), out var id))
        {
            return Refusals.NoSuchAuthority();
        }

        var confirmed = await snapshots.Confirm(id, cancellationToken);
        if (!confirmed.Succeeded)
        {
            return confirmed.Refusal;
        }

        var snapshot = confirmed.Value.Snapshot!;
        if (snapshot.Status != AuthorityStatus.Online)
        {
            return new Refusal(RefusalCode.AuthorityUnavailable, $"The authority {id} is not online.");
        }

        var key = snapshot.KeyId is null ? null : await Key(snapshot.KeyId);
        if (key is null)
        {
            return new Refusal(RefusalCode.AuthorityUnavailable, $"The key of the authority {id} is not here.");
        }

        var signature = await lane.Sign(key, command.ToBeSigned.AsMemory(), cancellationToken);
        return new SignedBytes(ImmutableCollectionsMarshal.AsImmutableArray(signature), [.. key.SignatureAlgorithm.Span]);
    }

    public override async Task OnDeactivateAsync(DeactivationReason reason, CancellationToken cancellationToken)
    {
        if (loading is { IsCompletedSuccessfully: true })
        {
            (await loading)?.Dispose();
        }
    }

    /// <summary>Calls interleave, so those that come while the key is loaded share the load; a failed one is tried again.</summary>
    private Task<ISigningKey?> Key(string id)
    {
        if (keyId == id && loading is { IsFaulted: false, IsCanceled: false })
        {
            return loading;
        }

        keyId = id;
        return loading = vault.Load(id, AuthorityKeys.Purpose, CancellationToken.None);
    }
}
