using Ucm.Grains.Activations;
using Ucm.Grains.Identity.Access;
using Ucm.Grains.Interfaces.Identity;
using Ucm.Grains.Interfaces.Identity.External;
using Ucm.Grains.Interfaces.Outcomes;
using Ucm.Grains.Objects;
using Ucm.Grains.Outcomes;
using Ucm.Grains.RateLimits;
using Ucm.Storage.Commits;
using Ucm.Storage.GrainStorage;

namespace Ucm.Grains.Identity;

/// <summary>The user's password: checked, changed, set by somebody else or by invitation.</summary>
internal sealed partial class UserGrain
{
    private SignInGuard _guard = new();

    private StoredPassword? Password => Exists && !user.State.IsDisabled ? user.State.Password : null;

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
            return Postpone(IdentityRefusals.Busy, subject, now);
        }

        if (right.Value)
        {
            _guard.Succeeded(subject);
            await Remember(address, cancellationToken);
            return await Access(cancellationToken);
        }

        return IsExternal && password.Value.Length <= PasswordPolicy.MaxLength
            ? await VerifyExternally(new PasswordAttempt(Name, password, address), subject, now, cancellationToken)
            : Refuse(subject, address);
    }

    /// <summary>A wrong password.</summary>
    private Refusal Refuse(string subject, string? address)
    {
        _guard.Failed(subject, clock.GetUtcNow());
        if (Exists)
        {
            // Not awaited: the answer must take as long as it does for a name that nobody has.
            _ = RecordFailure(address);
        }

        return IdentityRefusals.InvalidCredentials;
    }

    /// <summary>Nobody looked at the password, so the attempt does not count.</summary>
    private Refusal Postpone(Refusal refusal, string subject, DateTimeOffset began)
    {
        _guard.Postponed(subject, began);
        if (_guard.IsIdle(began))
        {
            // An invented name that has cost no work must cost no memory; a real one goes too, or its quicker answer would tell it
            // apart. One with failures stays, for its lockout.
            this.ForgetSoon(() => _guard.IsIdle(clock.GetUtcNow()));
        }

        return refusal;
    }

    public async Task<Outcome<UserAccess>> ChangePassword(ChangePasswordCommand command, CancellationToken cancellationToken)
    {
        if (command.Caller.Kind != CallerKind.User || command.Caller.Name != Name.Value)
        {
            return new Refusal(RefusalCode.Forbidden, "Users change their own password only.");
        }

        if (RefuseExternal() is { } external)
        {
            return external;
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

        return await SetPassword(command.Next, mustChange: false, command.KeepSession, "change-password", Actor.Of(command.Caller), cancellationToken);
    }

    public async Task<Outcome<UserAccess>> ResetPassword(ResetPasswordCommand command, CancellationToken cancellationToken)
    {
        var refusal = await RefuseAdministration(command.Caller, null, isAllowed: false, cancellationToken) ?? RefuseExternal();
        return refusal is null
            ? await SetPassword(command.Next, command.MustChangePassword, keep: null, "reset-password", Actor.Of(command.Caller), cancellationToken)
            : refusal;
    }

    public async Task<Outcome<Invitation>> Invite(Caller caller, CancellationToken cancellationToken)
    {
        if ((await RefuseAdministration(caller, null, isAllowed: false, cancellationToken) ?? RefuseExternal()) is { } refusal)
        {
            return refusal;
        }

        var may = await rights.Of(Name, user.State, cancellationToken);
        if (!may.Succeeded)
        {
            return may.Refusal;
        }

        var (secret, until) = (Secrets.NewSecret(), clock.GetStoredNow() + InvitationLife);
        var next = user.State with { InvitationHash = Secrets.Hash(secret), InvitedUntil = until, InvitedRights = may.Value.ToString() };
        await Save(next, "invite", Actor.Of(caller), cancellationToken);
        return new Invitation(Name, new SecretText(secret), until);
    }

    public async Task<Outcome<UserAccess>> Accept(SecretText invitation, SecretText password, string? address, CancellationToken cancellationToken)
    {
        var isOpen = Exists && !user.State.IsDisabled && user.State.InvitedUntil is { } until && clock.GetUtcNow() < until;
        if (!isOpen || !Secrets.Matches(invitation.Value, user.State.InvitationHash))
        {
            return Nobody(IdentityRefusals.BadInvitation);
        }

        // Who invited him might not set the password of one who may do more by now.
        var may = await rights.Of(Name, user.State, cancellationToken);
        if (!may.Succeeded || may.Value.ToString() != user.State.InvitedRights)
        {
            return may.Refusal ?? IdentityRefusals.BadInvitation;
        }

        return await SetPassword(password, mustChange: false, keep: null, "accept-invitation", new Actor($"user:{Name}", address), cancellationToken);
    }

    private Refusal? RefuseExternal() => user.State.Provider is { } provider
        ? new Refusal(RefusalCode.Conflict, $"The user signs in at {provider}, which has the password.")
        : null;

    private async Task<Outcome<UserAccess>> SetPassword(
        SecretText next, bool mustChange, string? keep, string action, Actor actor, CancellationToken cancellationToken)
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
            InvitationHash = [],
            InvitedUntil = null,
        };
        await Save(state, action, actor, cancellationToken);
        _guard = new SignInGuard();
        return await Joined(cancellationToken);
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
}
