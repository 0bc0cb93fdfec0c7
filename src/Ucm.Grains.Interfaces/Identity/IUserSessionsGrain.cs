using System.Collections.Immutable;
using Orleans.Concurrency;
using Ucm.Grains.Interfaces.Outcomes;

namespace Ucm.Grains.Interfaces.Identity;

/// <summary>Lists users' living sessions and ends one of them. Key: always 0. A stateless worker.</summary>
[Alias("ucm.user-sessions-grain")]
public interface IUserSessionsGrain : IGrainWithIntegerKey
{
    /// <summary>
    /// The newest first, at most 500. One's own, or with the permission to see users anybody's. Refusals: Forbidden, Unavailable. Interleaves: stateless reads.
    /// </summary>
    [AlwaysInterleave]
    [OpenToFrontends]
    [Alias("List")]
    Task<Outcome<UserSessions>> List(UserName user, Caller caller, CancellationToken cancellationToken);

    /// <summary>
    /// Ends one session everywhere within a second. One's own, or with the permission to manage users anybody's, but not those of a user who may do more.
    /// Refusals: Forbidden, NotFound, Unavailable. Interleaves: stateless.
    /// </summary>
    [AlwaysInterleave]
    [OpenToFrontends]
    [Alias("End")]
    Task<Outcome<SessionView>> End(UserName user, string handle, Caller caller, CancellationToken cancellationToken);
}

// Sent: ids and alias are forever.
[GenerateSerializer, Immutable, Alias("ucm.user-sessions")]
public sealed record UserSessions([property: Id(0)] ImmutableArray<UserSession> Sessions);

/// <summary>A living session as it is shown.</summary>
/// <param name="Handle">Names the session to people and scripts: 32 hexadecimal digits. It opens nothing, unlike the id.</param>
/// <param name="Address">Where it was opened from.</param>
/// <param name="IsCurrent">It is the one that asks.</param>
// Sent: ids and alias are forever.
[GenerateSerializer, Immutable, Alias("ucm.user-session")]
public sealed record UserSession(
    [property: Id(0)] string Handle,
    [property: Id(1)] SessionKind Kind,
    [property: Id(2)] string? Address,
    [property: Id(3)] ImmutableArray<string> Methods,
    [property: Id(4)] DateTimeOffset OpenedAt,
    [property: Id(5)] DateTimeOffset ExpiresAt,
    [property: Id(6)] bool IsCurrent);
