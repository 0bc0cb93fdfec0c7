using System.Collections.Immutable;
using Microsoft.Extensions.Logging;
using Ucm.Grains.Interfaces.Identity;
using Ucm.Grains.Interfaces.Outcomes;
using Ucm.Grains.Outcomes;
using Ucm.Grains.RateLimits;
using Ucm.Storage.Audit;
using Ucm.Storage.Commits;
using Ucm.Storage.GrainStorage;

namespace Ucm.Grains.Identity;

/// <summary>Holds one user. A name that nobody has answers like one that somebody has, and writes nothing (law 7).</summary>
[CollectionAgeLimit(Minutes = 30)]
internal sealed class UserGrain(
    [PersistentState(UserState.Name, GrainStorageNames.Audited)] IPersistentState<UserState> user,
    PasswordHasher hasher,
    IAuditStore audit,
    TimeProvider clock,
    ILogger<UserGrain> log) : Grain, IUserGrain
{
    private SignInGuard _guard = new();

    private UserName Name => UserName.Parse(this.GetPrimaryKeyString()["user:".Length..]);

    private StoredPassword? Password => user.RecordExists ? user.State.Password : null;

    public async Task<Outcome<UserAccess>> Create(CreateUserCommand command, CancellationToken cancellationToken)
    {
        var refusal = Authorise(command.Caller) ?? CheckRoles(command.Roles) ?? CheckFirstPassword(command);
        if (refusal is not null)
        {
            return refusal;
        }

        if (user.RecordExists)
        {
            return new Refusal(RefusalCode.Conflict, $"The user {Name} exists.");
        }

        if (await hasher.Hash(command.Password.Value, cancellationToken) is not { } password)
        {
            return IdentityRefusals.Busy;
        }

        var now = clock.GetUtcNow();
        var next = new UserState
        {
            Password = password,
            Roles = command.Roles,
            MustChangePassword = command.MustChangePassword,
            CredentialVersion = 1,
            CreatedAt = now,
            PasswordChangedAt = now,
        };
        await user.Commit(next, CommitCompanion.Of(Entry("user.create", command.Caller)), cancellationToken);
        return Access();
    }

    public async Task<Outcome<UserAccess>> Verify(SecretText password, string? address, CancellationToken cancellationToken)
    {
        var now = clock.GetUtcNow();
        var subject = AddressSubject.Of(address) ?? "none";
        var wait = _guard.Wait(subject, user.State.KnownAddresses.Include(subject, now), now);
        if (wait > TimeSpan.Zero)
        {
            return IdentityRefusals.LockedOut(wait);
        }

        var right = password.Value.Length <= PasswordPolicy.MaxLength
            ? await hasher.Verify(password.Value, Password, cancellationToken)
            : false;
        if (right is null)
        {
            _guard.Postponed(subject, now);
            if (_guard.IsIdle(now))
            {
                // An invented name that has cost no work must cost no memory; a real one goes too, or its quicker answer would tell it apart. One with failures stays, for its lockout.
                DeactivateOnIdle();
            }

            return IdentityRefusals.Busy;
        }

        if (right.Value)
        {
            _guard.Succeeded(subject);
            await Remember(address, cancellationToken);
            return Access();
        }

        _guard.Failed(subject, clock.GetUtcNow());
        if (user.RecordExists)
        {
            // Not awaited: the answer must take as long as it does for a name that nobody has.
            _ = RecordFailure(address);
        }

        return IdentityRefusals.InvalidCredentials;
    }

    public Task<Outcome<UserAccess>> GetAccess(CancellationToken cancellationToken) =>
        Task.FromResult<Outcome<UserAccess>>(user.RecordExists ? Access() : new Refusal(RefusalCode.NotFound, "There is no such user."));

    public async Task<Outcome<UserAccess>> ChangePassword(ChangePasswordCommand command, CancellationToken cancellationToken)
    {
        if (command.Caller.Kind != CallerKind.User || command.Caller.Name != Name.Value)
        {
            return new Refusal(RefusalCode.Forbidden, "Users change their own password only.");
        }

        var verified = await Verify(command.Current, command.Caller.Address, cancellationToken);
        if (!verified.Succeeded)
        {
            return verified;
        }

        if (string.Equals(command.Current.Value, command.Next.Value, StringComparison.Ordinal))
        {
            return new Refusal(RefusalCode.PolicyViolation, "The new password is the old one.");
        }

        return await SetPassword(command.Next, mustChange: false, command.KeepSession, Entry("user.change-password", command.Caller), cancellationToken);
    }

    public async Task<Outcome<UserAccess>> ResetPassword(ResetPasswordCommand command, CancellationToken cancellationToken)
    {
        if (Authorise(command.Caller) is { } refusal)
        {
            return refusal;
        }

        return user.RecordExists
            ? await SetPassword(command.Next, command.MustChangePassword, keep: null, Entry("user.reset-password", command.Caller), cancellationToken)
            : new Refusal(RefusalCode.NotFound, "There is no such user.");
    }

    private async Task<Outcome<UserAccess>> SetPassword(
        SecretText next, bool mustChange, string? keep, AuditEntry entry, CancellationToken cancellationToken)
    {
        if (PasswordPolicy.Check(next.Value, Name) is { } refusal)
        {
            return refusal;
        }

        if (await hasher.Hash(next.Value, cancellationToken) is not { } password)
        {
            return IdentityRefusals.Busy;
        }

        var state = user.State with
        {
            Password = password,
            MustChangePassword = mustChange,
            CredentialVersion = user.State.CredentialVersion + 1,
            KeptSession = keep,
            PasswordChangedAt = clock.GetUtcNow(),
        };
        await user.Commit(state, CommitCompanion.Of(entry), cancellationToken);
        _guard = new SignInGuard();
        return Access();
    }

    /// <summary>Who signed in from here before is spared when strangers attack the name. Written once a day at most.</summary>
    private async Task Remember(string? address, CancellationToken cancellationToken)
    {
        var now = clock.GetUtcNow();
        if (AddressSubject.Of(address) is { } subject && user.State.KnownAddresses.With(subject, now) is var known && known != user.State.KnownAddresses)
        {
            var entry = new AuditEntry(now, $"user:{Name}", address, "user.remember-address", $"user:{Name}", Detail.Of(("network", subject)));
            await user.Commit(user.State with { KnownAddresses = known }, CommitCompanion.Of(entry), cancellationToken);
        }
    }

    /// <summary>A first password from the operator's configuration is the operator's decision; the policy holds from the first change on.</summary>
    private Refusal? CheckFirstPassword(CreateUserCommand command) =>
        command.Caller.Kind == CallerKind.System && command.Password.Value.Length is > 0 and <= PasswordPolicy.MaxLength
            ? null
            : PasswordPolicy.Check(command.Password.Value, Name);

    private async Task RecordFailure(string? address)
    {
        try
        {
            var entry = new AuditEntry(clock.GetUtcNow(), $"user:{Name}", address, "session.refuse", $"user:{Name}");
            await audit.Append(CommitCompanion.Of(entry), CancellationToken.None);
        }
        catch (StorageUnavailableException exception)
        {
            log.RefusedSignInNotAudited(exception, Name.Value);
        }
    }

    private UserAccess Access() => new(
        Name,
        user.State.Roles,
        Roles.PermissionsOf(user.State.Roles),
        user.State.MustChangePassword,
        user.State.CredentialVersion,
        user.State.KeptSession,
        user.State.PasswordChangedAt);

    private AuditEntry Entry(string action, Caller caller) => new(clock.GetUtcNow(), caller.ToString(), caller.Address, action, $"user:{Name}");

    private static Refusal? Authorise(Caller caller) => caller.May(Permission.UsersManage) ? null : IdentityRefusals.Forbidden(Permission.UsersManage);

    private static Refusal? CheckRoles(ImmutableArray<string> roles) =>
        roles.IsDefaultOrEmpty || roles.Except(Roles.All).Any()
            ? new Refusal(RefusalCode.PolicyViolation, $"A user has at least one of the roles {string.Join(", ", Roles.All)}.")
            : null;
}
