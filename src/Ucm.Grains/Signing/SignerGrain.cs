using System.Runtime.InteropServices;
using Orleans.Concurrency;
using Ucm.Grains.Authorities;
using Ucm.Grains.Interfaces.Authorities;
using Ucm.Grains.Interfaces.Outcomes;
using Ucm.Grains.Outcomes;
using Ucm.Pki.Keys;

namespace Ucm.Grains.Signing;

/// <summary>Signs with one authority's key, which it holds while active. Never asked by a frontend; refuses when it cannot confirm that the authority is online (law 8).</summary>
[StatelessWorker]
internal sealed class SignerGrain(AuthoritySnapshots snapshots, KeyVault vault, SigningLane lane) : Grain, ISignerGrain
{
    private string? keyId;
    private Task<ISigningKey?>? loading;

    public async Task<Outcome<SignedBytes>> Sign(SignCommand command, CancellationToken cancellationToken)
    {
        if (command.Purpose == SigningPurpose.OcspResponder && !ResponderCertificate.IsOne(command.ToBeSigned.AsSpan()))
        {
            return new Refusal(RefusalCode.Forbidden, "That is not the certificate of an OCSP responder.");
        }

        var key = await Find(command.Purpose, cancellationToken);
        return key.Succeeded ? Answer(key.Value, await lane.Sign(key.Value, command.ToBeSigned.AsMemory(), cancellationToken)) : key.Refusal;
    }

    public async Task<Outcome<SignedBytes>> SignDigest(SignDigestCommand command, CancellationToken cancellationToken)
    {
        // Only CRLs are too long to be sent: whatever else wants a hash signed hides what it is.
        if (command.Purpose != SigningPurpose.Crl)
        {
            return new Refusal(RefusalCode.Forbidden, "Only CRLs are signed by their hash.");
        }

        var key = await Find(command.Purpose, cancellationToken);
        if (!key.Succeeded)
        {
            return key.Refusal;
        }

        return key.Value.Digest is null
            ? new Refusal(RefusalCode.Conflict, $"A key of the algorithm {key.Value.Algorithm.ToName()} does not sign hashes.")
            : Answer(key.Value, await lane.SignDigest(key.Value, command.Digest.AsMemory(), cancellationToken));
    }

    public override async Task OnDeactivateAsync(DeactivationReason reason, CancellationToken cancellationToken)
    {
        if (loading is { IsCompletedSuccessfully: true })
        {
            (await loading)?.Dispose();
        }
    }

    private static SignedBytes Answer(ISigningKey key, byte[] signature) =>
        new(ImmutableCollectionsMarshal.AsImmutableArray(signature), [.. key.SignatureAlgorithm.Span]);

    /// <summary>The key of an authority that is confirmed to be allowed to sign such a thing.</summary>
    private async Task<Outcome<ISigningKey>> Find(SigningPurpose purpose, CancellationToken cancellationToken)
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
        if (!MaySign(snapshot.Status, purpose))
        {
            return Refusals.NotOnline(id, snapshot.Status);
        }

        var key = snapshot.KeyId is null ? null : await Key(snapshot.KeyId);
        return key is null ? new Refusal(RefusalCode.AuthorityUnavailable, $"The key of the authority {id} is not here.") : new Outcome<ISigningKey> { Value = key };
    }

    /// <summary>An authority that issues nothing any more still owes the world its CRLs (RFC 5280 §5), and a responder that can sign answers.</summary>
    private static bool MaySign(AuthorityStatus status, SigningPurpose purpose) => status == AuthorityStatus.Online
        || (purpose is SigningPurpose.Crl or SigningPurpose.OcspResponder && status is AuthorityStatus.Offline or AuthorityStatus.Retired);

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
