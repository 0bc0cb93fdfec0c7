using System.Globalization;
using Microsoft.Extensions.Logging;
using Ucm.Grains.Activations;
using Ucm.Grains.Interfaces;
using Ucm.Grains.Interfaces.Identity;
using Ucm.Grains.Interfaces.Outcomes;
using Ucm.Grains.Outcomes;
using Ucm.Storage.Commits;
using Ucm.Storage.GrainStorage;

namespace Ucm.Grains.Identity;

/// <summary>
/// Holds the hash of the one secret that redeems. Who presents another has an old token, so either the owner or a thief already went on without him
/// (RFC 9700 §4.14.2): family and session end.
/// </summary>
internal sealed class RefreshTokenGrain(
    [PersistentState(RefreshTokenState.Name, GrainStorageNames.Audited)] IPersistentState<RefreshTokenState> family,
    TimeProvider clock,
    ILogger<RefreshTokenGrain> log) : Grain, IRefreshTokenGrain
{
    private string Family => this.GetPrimaryKeyString()["refresh:".Length..];

    public async Task<Outcome<RefreshToken>> Begin(SessionView session, CancellationToken cancellationToken)
    {
        if (family.RecordExists)
        {
            return new Refusal(RefusalCode.Conflict, "The token family exists.");
        }

        var next = new RefreshTokenState { User = session.User, Session = session.Id, ExpiresAt = session.ExpiresAt };
        return await Rotate(next, address: null, "refresh-token.begin", cancellationToken);
    }

    public async Task<Outcome<RefreshToken>> Redeem(SecretText secret, string? address, CancellationToken cancellationToken)
    {
        if (!family.RecordExists || family.State.EndedAt is not null || clock.GetUtcNow() >= family.State.ExpiresAt)
        {
            this.ForgetSoon();
            return IdentityRefusals.InvalidCredentials;
        }

        if (!Secrets.Matches(secret.Value, family.State.SecretHash))
        {
            await EndFamily(address, cancellationToken);
            return IdentityRefusals.InvalidCredentials;
        }

        return await Rotate(family.State, address, "refresh-token.rotate", cancellationToken);
    }

    private async Task<Outcome<RefreshToken>> Rotate(RefreshTokenState previous, string? address, string action, CancellationToken cancellationToken)
    {
        var secret = Secrets.NewSecret();
        var next = previous with { SecretHash = Secrets.Hash(secret), Generation = previous.Generation + 1 };
        await family.Commit(next, CommitCompanion.Of(Entry(action, next, address)), cancellationToken);
        return new RefreshToken(Family, new SecretText(secret), next.Session, next.ExpiresAt);
    }

    /// <summary>The session first: cut off in between, the next attempt finds the family alive and ends it again.</summary>
    private async Task EndFamily(string? address, CancellationToken cancellationToken)
    {
        log.RefreshTokenReused(family.State.User.Value);
        await GrainFactory.Session(family.State.Session).End("refresh-token-reuse", Caller.System("identity"), cancellationToken);
        var next = family.State with { EndedAt = clock.GetUtcNow() };
        await family.Commit(next, CommitCompanion.Of(Entry("refresh-token.reuse", next, address)), cancellationToken);
    }

    private AuditEntry Entry(string action, RefreshTokenState state, string? address) =>
        new(clock.GetUtcNow(), $"user:{state.User}", address, action, $"user:{state.User}", Detail.Of(("generation", state.Generation.ToString(CultureInfo.InvariantCulture))));
}
