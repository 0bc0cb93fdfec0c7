using Ucm.Grains.Interfaces.Outcomes;

namespace Ucm.Grains.Interfaces.Identity;

/// <summary>One family of refresh tokens: each redeems once and gives the next (RFC 9700 §4.14.2). Key: <c>refresh:{family}</c>. Called by the sign-in only.</summary>
[Alias("ucm.refresh-token-grain")]
public interface IRefreshTokenGrain : IGrainWithStringKey
{
    /// <summary>The first token of the family. Refusals: Conflict (the family exists).</summary>
    [Alias("Begin")]
    Task<Outcome<RefreshToken>> Begin(SessionView session, CancellationToken cancellationToken);

    /// <summary>Takes a token and gives the next. A token that was redeemed before ends the family and its session. Refusals: InvalidCredentials.</summary>
    [Alias("Redeem")]
    Task<Outcome<RefreshToken>> Redeem(SecretText secret, string? address, CancellationToken cancellationToken);
}

/// <summary>A refresh token and the session it refreshes.</summary>
/// <param name="Secret">The part of the token that proves its possession; only its hash is stored.</param>
// Sent: ids and alias are forever.
[GenerateSerializer, Immutable, Alias("ucm.refresh-token")]
public sealed record RefreshToken(
    [property: Id(0)] string Family,
    [property: Id(1)] SecretText Secret,
    [property: Id(2)] string Session,
    [property: Id(3)] DateTimeOffset ExpiresAt);
