using System.Collections.Immutable;
using Orleans.Concurrency;
using Ucm.Grains.Interfaces.Identity.ClientCertificates;
using Ucm.Grains.Interfaces.Outcomes;

namespace Ucm.Grains.Interfaces.Identity;

/// <summary>One sign-in of one user, from its beginning to its end. Key: <c>session:{id}</c>.</summary>
[Alias("ucm.session-grain")]
public interface ISessionGrain : IGrainWithStringKey
{
    /// <summary>Called by the sign-in only. Refusals: Conflict (the id was used).</summary>
    [Alias("Open")]
    Task<Outcome<SessionView>> Open(OpenSessionCommand command, CancellationToken cancellationToken);

    /// <summary>
    /// The session and what its user may do at this moment; frontends ask at most once a second and deny when they cannot. <paramref name="touch"/> says that somebody is
    /// there (idle time begins again). Refusals: Unauthenticated (never opened, ended, expired, idle too long, password changed, user gone).
    /// </summary>
    [OpenToFrontends]
    [Alias("Check")]
    Task<Outcome<SessionView>> Check(bool touch, CancellationToken cancellationToken);

    /// <summary>
    /// As <see cref="Check"/> without touching, for the silos: they confirm a caller by it. Refusals: Unauthenticated. Interleaves: it changes nothing, and a session that
    /// is being ended is asked whether it lives.
    /// </summary>
    [AlwaysInterleave]
    [Alias("Look")]
    Task<Outcome<SessionView>> Look(CancellationToken cancellationToken);

    /// <summary>Notes that the user has just proved again that it is he; for silos. Refusals: Unauthenticated.</summary>
    /// <param name="method">As in <see cref="OpenSessionCommand.Methods"/>.</param>
    [Alias("Prove")]
    Task<Outcome<SessionView>> Prove(string method, Caller caller, CancellationToken cancellationToken);

    /// <summary>Ends the session; ending it again changes nothing. Refusals: Unauthenticated (never opened).</summary>
    [OpenToFrontends]
    [Alias("End")]
    Task<Outcome<SessionView>> End(string reason, Caller caller, CancellationToken cancellationToken);
}

/// <summary>What carries the session to the frontend.</summary>
// Stored and sent: numbers are forever.
public enum SessionKind
{
    /// <summary>Access and refresh tokens; lives as long as the refresh token.</summary>
    Api = 1,

    /// <summary>A browser's cookie; ends after the idle time.</summary>
    Console = 2,

    /// <summary>No session of its own: an API token, which stands for one.</summary>
    Token = 3,
}

/// <summary>Open a session.</summary>
/// <param name="SecretHash">SHA-256 of the cookie's secret; empty for <see cref="SessionKind.Api"/>.</param>
// Sent: ids and alias are forever.
[GenerateSerializer, Immutable, Alias("ucm.open-session-command")]
public sealed record OpenSessionCommand(
    [property: Id(0)] UserAccess User,
    [property: Id(1)] SessionKind Kind,
    [property: Id(2)] ImmutableArray<byte> SecretHash,
    [property: Id(3)] string? Address)
{
    /// <summary>
    /// How the user proved who he is, such as <c>pwd</c>, <c>otp</c>, <c>webauthn</c>, <c>mtls</c>, <c>ldap:{provider}</c> or <c>oidc:{provider}</c>.
    /// </summary>
    [Id(4)]
    public ImmutableArray<string> Methods { get; init; } = [];

    /// <summary>The certificate that the user signed in with, which the session does not outlive; null for none.</summary>
    [Id(20)]
    public SessionCertificate? Certificate { get; init; }
}

/// <summary>A living session.</summary>
// Sent: ids and alias are forever.
[GenerateSerializer, Immutable, Alias("ucm.session-view")]
public sealed record SessionView(
    [property: Id(0)] string Id,
    [property: Id(1)] SessionKind Kind,
    [property: Id(2)] UserName User,
    [property: Id(3)] ImmutableArray<string> Roles,
    [property: Id(4)] ImmutableArray<string> Permissions,
    [property: Id(5)] bool MustChangePassword,
    [property: Id(6)] ImmutableArray<byte> SecretHash,
    [property: Id(7)] DateTimeOffset ExpiresAt)
{
    /// <summary>Permissions that hold for some authorities, profiles or certificates only; <see cref="Permissions"/> hold everywhere.</summary>
    [Id(8)]
    public ImmutableArray<Grant> Grants { get; init; } = [];

    /// <summary>As in <see cref="OpenSessionCommand.Methods"/>; empty for a session opened before they were kept.</summary>
    [Id(9)]
    public ImmutableArray<string> Methods { get; init; } = [];

    /// <summary>The name of the API token; null for a session.</summary>
    [Id(10)]
    public string? Token { get; init; }

    /// <summary>When the user was made: what is older is of another user of the name. Null when that is not known.</summary>
    [Id(11)]
    public DateTimeOffset? Since { get; init; }

    /// <summary>When the user last proved that it is he: at sign-in, or since. Null for an API token.</summary>
    [Id(12)]
    public DateTimeOffset? ProvenAt { get; init; }

    /// <summary>What the user's roles would give after a proof that the session does not show.</summary>
    [Id(13)]
    public ImmutableArray<GuardedGrant> Locked { get; init; } = [];

    /// <summary>Who acts by it, as the name of a <see cref="Caller"/>.</summary>
    public string CallerName => Token is null ? User.Value : $"{User.Value}{Caller.TokenSeparator}{Token}";
}
