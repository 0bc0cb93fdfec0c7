using System.Collections.Immutable;
using System.Globalization;
using Microsoft.Extensions.Options;
using Ucm.Grains.Interfaces.Identity;
using Ucm.Grains.Interfaces.Outcomes;
using Ucm.Grains.Outcomes;
using Ucm.Storage.Commits;
using Ucm.Storage.GrainStorage;

namespace Ucm.Grains.Identity.SigningKeys;

/// <summary>
/// A new key: 1 key in the vault · 2 in the ring, from which frontends learn it · 3 signs, some seconds later, when all have heard of it. One that replaces a
/// key that is believed lost signs at once. Nobody waits for a timer: silos ask for the ring whenever they sign.
/// </summary>
internal sealed class TokenKeyRingGrain(
    [PersistentState(TokenKeyRingState.Name, GrainStorageNames.Audited)] IPersistentState<TokenKeyRingState> ring,
    VaultTokenSigners signers,
    IOptions<AuthOptions> options,
    TimeProvider clock) : Grain, ITokenKeyRingGrain
{
    /// <summary>Frontends ask for the keys every two seconds.</summary>
    private static readonly TimeSpan Spreading = TimeSpan.FromSeconds(10);

    private static readonly TimeSpan Pause = TimeSpan.FromMinutes(1);

    public async Task<TokenKeyRing> Get(CancellationToken cancellationToken)
    {
        var now = clock.GetUtcNow();
        if (!ring.RecordExists || ring.State.Keys.IsEmpty)
        {
            // Installations from before there was a ring have its first key already.
            await Keep([], revoke: true, Caller.System("identity"), now, cancellationToken);
        }
        else if (options.Value.SigningKeyLifetime is { Ticks: > 0 } lifetime && now - ring.State.Keys[0].SignsFrom >= lifetime)
        {
            await Keep(ring.State.Keys, revoke: false, Caller.System("identity"), now, cancellationToken);
        }

        return new TokenKeyRing([.. ring.State.Keys.Where(key => key.VerifiesUntil is not { } until || until > now)]);
    }

    public async Task<Outcome<TokenKeyRing>> Rotate(RotateTokenKeysCommand command, CancellationToken cancellationToken)
    {
        if (!command.Caller.May(Permission.UsersManage))
        {
            return Refusals.Forbidden(Permission.UsersManage);
        }

        var (known, now) = (await Get(cancellationToken), clock.GetUtcNow());
        if (!command.Revoke && now - known.Keys[0].CreatedAt < Pause)
        {
            return new Refusal(RefusalCode.Conflict, "The newest signing key was made a moment ago; wait a minute.");
        }

        await Keep(known.Keys, command.Revoke, command.Caller, now, cancellationToken);
        return await Get(cancellationToken);
    }

    private async Task Keep(ImmutableArray<TokenKeyLife> before, bool revoke, Caller caller, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var number = (before.IsEmpty ? 0 : before.Max(static key => key.Number)) + 1;
        var signer = await signers.Make(number, cancellationToken);
        var signsFrom = revoke ? now : now + Spreading;
        var next = new TokenKeyLife(number, now, signsFrom, VerifiesUntil: null) { Id = signer.KeyId };
        var others = revoke ? [] : before.Select(key => key with { VerifiesUntil = key.VerifiesUntil ?? signsFrom + options.Value.AccessTokenLifetime });
        var detail = Detail.Of(("number", number.ToString(CultureInfo.InvariantCulture)), ("kid", signer.KeyId), ("revoke", revoke ? "true" : "false"));
        var entry = new AuditEntry(now, caller.ToString(), caller.Address, "token-key.rotate", "token-keys", detail);
        await ring.Commit(new TokenKeyRingState { Keys = [next, .. others] }, CommitCompanion.Of(entry), cancellationToken);
    }
}
