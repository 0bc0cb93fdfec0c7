using Orleans.Concurrency;
using Ucm.Grains.Interfaces.Outcomes;

namespace Ucm.Grains.Interfaces.Identity.Factors;

/// <summary>
/// Sign-in with a second factor, and by passkey alone. Key: always 0. A stateless worker. Interleaves: it holds no state, and one sign-in must not hold up the
/// next.
/// </summary>
[Alias("ucm.factor-sign-in-grain")]
public interface IFactorSignInGrain : IGrainWithIntegerKey
{
    /// <summary>
    /// The second step after a password. Refusals: Malformed, InvalidCredentials (a wrong factor, or a ticket that is used up, expired or of another kind of
    /// session), LockedOut, RateLimited.
    /// </summary>
    [AlwaysInterleave]
    [OpenToFrontends]
    [Alias("SecondFactor")]
    Task<Outcome<SignedIn>> SecondFactor(SecondFactorCommand command, CancellationToken cancellationToken);

    /// <summary>
    /// What a browser uses a passkey with: for a ticket, or to sign in by it alone. Refusals: InvalidCredentials (the ticket), Conflict (the user has no
    /// passkey).
    /// </summary>
    [AlwaysInterleave]
    [OpenToFrontends]
    [Alias("ChallengePasskey")]
    Task<Outcome<PasskeyOptions>> ChallengePasskey(SecretText? ticket, CancellationToken cancellationToken);

    /// <summary>Signs in by a passkey alone. Refusals: Malformed, InvalidCredentials, RateLimited.</summary>
    [AlwaysInterleave]
    [OpenToFrontends]
    [Alias("Passkey")]
    Task<Outcome<SignedIn>> Passkey(PasskeySignInCommand command, CancellationToken cancellationToken);
}

/// <summary>Show a second factor.</summary>
// Sent: ids and alias are forever.
[GenerateSerializer, Immutable, Alias("ucm.second-factor-command")]
public sealed record SecondFactorCommand(
    [property: Id(0)] SecretText Ticket,
    [property: Id(1)] GivenFactor Factor,
    [property: Id(2)] SessionKind Kind,
    [property: Id(3)] string? Address);

/// <summary>Sign in by a passkey.</summary>
/// <param name="Assertion">AuthenticationResponseJSON (WebAuthn §5.1.4), as the browser gave it.</param>
// Sent: ids and alias are forever.
[GenerateSerializer, Immutable, Alias("ucm.passkey-sign-in-command")]
public sealed record PasskeySignInCommand([property: Id(0)] string Assertion, [property: Id(1)] SessionKind Kind, [property: Id(2)] string? Address);
