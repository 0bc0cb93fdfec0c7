using System.Collections.Immutable;
using Orleans.Concurrency;
using Ucm.Grains.Interfaces.Outcomes;

namespace Ucm.Grains.Interfaces.Identity;

/// <summary>One user: password, roles, lockout. Key: <c>user:{name}</c>.</summary>
[Alias("ucm.user-grain")]
public interface IUserGrain : IGrainWithStringKey
{
    /// <summary>Refusals: Forbidden, Conflict (the user exists), PolicyViolation (password, role).</summary>
    [OpenToFrontends]
    [Alias("Create")]
    Task<Outcome<UserAccess>> Create(CreateUserCommand command, CancellationToken cancellationToken);

    /// <summary>
    /// Checks a password. Unknown user, disabled user and wrong password are the same refusal after the same work. Refusals: InvalidCredentials, LockedOut, RateLimited.
    /// </summary>
    [Alias("Verify")]
    Task<Outcome<UserAccess>> Verify(SecretText password, string? address, CancellationToken cancellationToken);

    /// <summary>What the user may do now. Refusals: NotFound. Interleaves: a read of immutable state, wanted while a password is being checked.</summary>
    [AlwaysInterleave]
    [Alias("GetAccess")]
    Task<Outcome<UserAccess>> GetAccess(CancellationToken cancellationToken);

    /// <summary>Changes the user's own password and ends every session but the one named. Refusals: InvalidCredentials, LockedOut, RateLimited, PolicyViolation.</summary>
    [OpenToFrontends]
    [Alias("ChangePassword")]
    Task<Outcome<UserAccess>> ChangePassword(ChangePasswordCommand command, CancellationToken cancellationToken);

    /// <summary>Sets a password without the old one, unlocks, and ends every session. Refusals: Forbidden, NotFound, PolicyViolation.</summary>
    [OpenToFrontends]
    [Alias("ResetPassword")]
    Task<Outcome<UserAccess>> ResetPassword(ResetPasswordCommand command, CancellationToken cancellationToken);
}

/// <summary>Create a user.</summary>
/// <param name="MustChangePassword">Until the password is changed, the user's sessions may do nothing else.</param>
// Sent: ids and alias are forever.
[GenerateSerializer, Immutable, Alias("ucm.create-user-command")]
public sealed record CreateUserCommand(
    [property: Id(0)] SecretText Password,
    [property: Id(1)] ImmutableArray<string> Roles,
    [property: Id(2)] bool MustChangePassword,
    [property: Id(3)] Caller Caller);

/// <summary>Change one's own password.</summary>
/// <param name="KeepSession">The session that asks, which goes on living; null for none.</param>
// Sent: ids and alias are forever.
[GenerateSerializer, Immutable, Alias("ucm.change-password-command")]
public sealed record ChangePasswordCommand(
    [property: Id(0)] SecretText Current,
    [property: Id(1)] SecretText Next,
    [property: Id(2)] string? KeepSession,
    [property: Id(3)] Caller Caller);

/// <summary>Set somebody's password.</summary>
// Sent: ids and alias are forever.
[GenerateSerializer, Immutable, Alias("ucm.reset-password-command")]
public sealed record ResetPasswordCommand(
    [property: Id(0)] SecretText Next,
    [property: Id(1)] bool MustChangePassword,
    [property: Id(2)] Caller Caller);

/// <summary>What a user may do.</summary>
/// <param name="CredentialVersion">Grows with each change of the password; a session opened under an older one is dead, unless it is <paramref name="KeptSession"/>.</param>
// Sent: ids and alias are forever.
[GenerateSerializer, Immutable, Alias("ucm.user-access")]
public sealed record UserAccess(
    [property: Id(0)] UserName Name,
    [property: Id(1)] ImmutableArray<string> Roles,
    [property: Id(2)] ImmutableArray<string> Permissions,
    [property: Id(3)] bool MustChangePassword,
    [property: Id(4)] long CredentialVersion,
    [property: Id(5)] string? KeptSession,
    [property: Id(6)] DateTimeOffset PasswordChangedAt);
