using System.Collections.Immutable;
using Orleans.Concurrency;
using Ucm.Grains.Interfaces.Objects;
using Ucm.Grains.Interfaces.Outcomes;

namespace Ucm.Grains.Interfaces.Identity;

/// <summary>One user: data, password, roles, lockout. Key: <c>user:{name}</c>.</summary>
[Alias("ucm.user-grain")]
public interface IUserGrain : IGrainWithStringKey
{
    /// <summary>
    /// Makes a local user. Refusals: Forbidden (also for a role that gives more than the caller has), Conflict (the user exists), Malformed, PolicyViolation
    /// (password).
    /// </summary>
    [OpenToFrontends]
    [Alias("Create")]
    Task<Outcome<UserAccess>> Create(CreateUserCommand command, CancellationToken cancellationToken);

    /// <summary>
    /// Checks a password. Unknown user, disabled user and wrong password are the same refusal after the same work. Refusals: InvalidCredentials, LockedOut, RateLimited.
    /// </summary>
    [ResponseTimeout("00:00:30")]
    [Alias("Verify")]
    Task<Outcome<UserAccess>> Verify(SecretText password, string? address, CancellationToken cancellationToken);

    /// <summary>
    /// What the user may do now. Refusals: NotFound, Forbidden (disabled), Unavailable. Interleaves: a read of immutable state, wanted while a password is
    /// being checked.
    /// </summary>
    [AlwaysInterleave]
    [Alias("GetAccess")]
    Task<Outcome<UserAccess>> GetAccess(CancellationToken cancellationToken);

    /// <summary>
    /// The user of an identity that an external provider vouches for: made at the first sign-in, brought up to date at each. A local user is never taken over.
    /// Refusals: Conflict (the name is a local user's, or that of another subject), InvalidCredentials (disabled), Malformed, Unavailable.
    /// </summary>
    [Alias("Provision")]
    Task<Outcome<UserAccess>> Provision(ProvisionUserCommand command, CancellationToken cancellationToken);

    /// <summary>The user as administrators and the user himself see it. Refusals: Forbidden, NotFound.</summary>
    [OpenToFrontends]
    [Alias("Get")]
    Task<Outcome<AdministeredObject>> Get(Caller caller, CancellationToken cancellationToken);

    /// <summary>
    /// Changes the user's data, roles, or whether he is disabled. Other roles and being disabled end every session. Users change their own data (name for
    /// people, e-mail, time zone) without a permission. Refusals: Forbidden, NotFound, Malformed, StaleVersion, Conflict (the last administrator).
    /// </summary>
    [OpenToFrontends]
    [Alias("Change")]
    Task<Outcome<AdministeredObject>> Change(ChangeUserCommand command, CancellationToken cancellationToken);

    /// <summary>
    /// Deletes the user and ends every session and API token of his. Refusals: Forbidden, NotFound, StaleVersion, Conflict (the last administrator).
    /// </summary>
    [OpenToFrontends]
    [Alias("Delete")]
    Task<Outcome<AdministeredObject>> Delete(long? expectedVersion, Caller caller, CancellationToken cancellationToken);

    /// <summary>Changes the user's own password and ends every session but the one named. Refusals: InvalidCredentials, LockedOut, RateLimited, PolicyViolation.</summary>
    [OpenToFrontends]
    [ResponseTimeout("00:00:30")]
    [Alias("ChangePassword")]
    Task<Outcome<UserAccess>> ChangePassword(ChangePasswordCommand command, CancellationToken cancellationToken);

    /// <summary>
    /// Sets a password without the old one, unlocks, and ends every session. Refusals: Forbidden, NotFound, PolicyViolation, Conflict (an external user).
    /// </summary>
    [OpenToFrontends]
    [Alias("ResetPassword")]
    Task<Outcome<UserAccess>> ResetPassword(ResetPasswordCommand command, CancellationToken cancellationToken);

    /// <summary>
    /// A new secret by which the user sets a password himself, once, within a week; an older one is void. Refusals: Forbidden, NotFound, Conflict (an external
    /// user).
    /// </summary>
    [OpenToFrontends]
    [Alias("Invite")]
    Task<Outcome<Invitation>> Invite(Caller caller, CancellationToken cancellationToken);

    /// <summary>Takes an invitation and sets the password. Refusals: InvalidCredentials (never says what was wrong), RateLimited, PolicyViolation.</summary>
    [Alias("Accept")]
    Task<Outcome<UserAccess>> Accept(SecretText invitation, SecretText password, string? address, CancellationToken cancellationToken);

    /// <summary>Ends every session of the user but the one named. Refusals: Forbidden (neither the user nor somebody who manages users), NotFound.</summary>
    [OpenToFrontends]
    [Alias("EndSessions")]
    Task<Outcome<UserAccess>> EndSessions(string? keep, Caller caller, CancellationToken cancellationToken);

    /// <summary>Puts a user of an earlier version into the list of users. Changes nothing else. True when there is such a user, or was one.</summary>
    [Alias("EnsureListed")]
    Task<bool> EnsureListed(CancellationToken cancellationToken);
}

/// <summary>Create a user.</summary>
/// <param name="MustChangePassword">Until the password is changed, the user's sessions may do nothing else.</param>
// Sent: ids and alias are forever.
[GenerateSerializer, Immutable, Alias("ucm.create-user-command")]
public sealed record CreateUserCommand(
    [property: Id(0)] SecretText Password,
    [property: Id(1)] ImmutableArray<string> Roles,
    [property: Id(2)] bool MustChangePassword,
    [property: Id(3)] Caller Caller)
{
    [Id(4)]
    public string? DisplayName { get; init; }

    [Id(5)]
    public string? Email { get; init; }

    [Id(6)]
    public string? TimeZone { get; init; }

    /// <summary>The user has no password until he takes an invitation; the given one is not looked at.</summary>
    [Id(7)]
    public bool WithoutPassword { get; init; }
}

/// <summary>The user of an external identity.</summary>
/// <param name="Provider">The provider's name; never <c>local</c>.</param>
/// <param name="Subject">What the provider calls the user for ever.</param>
/// <param name="Roles">Roles that the provider's rules give.</param>
/// <param name="Groups">Groups at the provider, as it names them.</param>
// Sent: ids and alias are forever.
[GenerateSerializer, Immutable, Alias("ucm.provision-user-command")]
public sealed record ProvisionUserCommand(
    [property: Id(0)] string Provider,
    [property: Id(1)] string Subject,
    [property: Id(2)] string? DisplayName,
    [property: Id(3)] string? Email,
    [property: Id(4)] ImmutableArray<string> Roles,
    [property: Id(5)] ImmutableArray<string> Groups,
    [property: Id(6)] string? Address);

/// <summary>Change a user.</summary>
/// <param name="Patch">
/// A merge patch (RFC 7396) to a <see cref="Documents.UserDocument"/>; at most <see cref="SaveObjectCommand.MaxContent"/> characters.
/// </param>
/// <param name="ExpectedVersion">The version that the caller saw; null to change whatever is there.</param>
// Sent: ids and alias are forever.
[GenerateSerializer, Immutable, Alias("ucm.change-user-command")]
public sealed record ChangeUserCommand([property: Id(0)] string Patch, [property: Id(1)] long? ExpectedVersion, [property: Id(2)] Caller Caller)
{
    /// <summary>Why, in the words of who changes it; at most <see cref="SaveObjectCommand.MaxComment"/> characters.</summary>
    [Id(3)]
    public string? Comment { get; init; }
}

/// <summary>What an invited user needs.</summary>
/// <param name="Secret">Shown once.</param>
// Sent: ids and alias are forever.
[GenerateSerializer, Immutable, Alias("ucm.invitation")]
public sealed record Invitation([property: Id(0)] UserName User, [property: Id(1)] SecretText Secret, [property: Id(2)] DateTimeOffset ExpiresAt);

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
    [property: Id(6)] DateTimeOffset PasswordChangedAt)
{
    /// <summary>Permissions that hold for some authorities, profiles or certificates only; <see cref="Permissions"/> hold everywhere.</summary>
    [Id(7)]
    public ImmutableArray<Grant> Grants { get; init; } = [];

    /// <summary>Grows when all sessions are to end; one opened under a lower number is dead, unless it is <see cref="KeptSession"/>.</summary>
    [Id(8)]
    public long SessionEpoch { get; init; }

    /// <summary>Null for a local user.</summary>
    [Id(9)]
    public string? Provider { get; init; }

    /// <summary>Another number for each user who was made under the name.</summary>
    [Id(10)]
    public long Generation { get; init; }

    [Id(11)]
    public DateTimeOffset CreatedAt { get; init; }

    /// <summary>What roles give that ask for a proof: they count only in a session that shows it.</summary>
    [Id(12)]
    public ImmutableArray<GuardedGrant> Guarded { get; init; } = [];
}
