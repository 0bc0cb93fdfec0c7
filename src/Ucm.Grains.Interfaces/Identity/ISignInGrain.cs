using Orleans.Concurrency;
using Ucm.Grains.Interfaces.Outcomes;

namespace Ucm.Grains.Interfaces.Identity;

/// <summary>
/// Turns credentials into sessions and tokens. Key: always 0. A stateless worker over the user's, session's and refresh token's grains.
/// Interleaves: it holds no state, and a slow password must not hold up the next sign-in.
/// </summary>
[Alias("ucm.sign-in-grain")]
public interface ISignInGrain : IGrainWithIntegerKey
{
    /// <summary>Refusals: InvalidCredentials (never says what was wrong), LockedOut, RateLimited.</summary>
    [AlwaysInterleave]
    [OpenToFrontends]
    [ResponseTimeout("00:00:30")]
    [Alias("SignIn")]
    Task<Outcome<SignedIn>> SignIn(SignInCommand command, CancellationToken cancellationToken);

    /// <summary>Refusals: InvalidCredentials, RateLimited.</summary>
    [AlwaysInterleave]
    [OpenToFrontends]
    [Alias("Refresh")]
    Task<Outcome<SignedIn>> Refresh(SecretText refreshToken, string? address, CancellationToken cancellationToken);

    /// <summary>
    /// The caller proves again that the session is his: by a second factor, or by the password when he has none. What his roles ask a proof for counts then.
    /// Refusals: Forbidden (not by an API token), Malformed, Conflict (only the provider can ask), InvalidCredentials, LockedOut, RateLimited.
    /// </summary>
    [AlwaysInterleave]
    [OpenToFrontends]
    [ResponseTimeout("00:00:30")]
    [Alias("Prove")]
    Task<Outcome<SessionView>> Prove(ProveCommand command, CancellationToken cancellationToken);

    /// <summary>Sets the first password of an invited user; he signs in with it then. Refusals: InvalidCredentials, RateLimited, PolicyViolation.</summary>
    [AlwaysInterleave]
    [OpenToFrontends]
    [Alias("AcceptInvitation")]
    Task<Outcome<UserAccess>> AcceptInvitation(AcceptInvitationCommand command, CancellationToken cancellationToken);
}

/// <summary>Take an invitation.</summary>
/// <param name="User">As typed; not necessarily a valid name.</param>
// Sent: ids and alias are forever.
[GenerateSerializer, Immutable, Alias("ucm.accept-invitation-command")]
public sealed record AcceptInvitationCommand(
    [property: Id(0)] string User,
    [property: Id(1)] SecretText Invitation,
    [property: Id(2)] SecretText Password,
    [property: Id(3)] string? Address);

/// <summary>Sign in with a password.</summary>
/// <param name="User">As typed; not necessarily a valid name.</param>
// Sent: ids and alias are forever.
[GenerateSerializer, Immutable, Alias("ucm.sign-in-command")]
public sealed record SignInCommand(
    [property: Id(0)] string User,
    [property: Id(1)] SecretText Password,
    [property: Id(2)] SessionKind Kind,
    [property: Id(3)] string? Address);

/// <summary>A session and what proves it: a cookie's value, or access and refresh tokens.</summary>
// Sent: ids and alias are forever.
[GenerateSerializer, Immutable, Alias("ucm.signed-in")]
public sealed record SignedIn(
    [property: Id(0)] SessionView Session,
    [property: Id(1)] SecretText? Cookie,
    [property: Id(2)] SecretText? AccessToken,
    [property: Id(3)] SecretText? RefreshToken,
    [property: Id(4)] TimeSpan ExpiresIn);
