using Microsoft.Extensions.Logging;
using Ucm.Grains.Activations;
using Ucm.Grains.Identity.Access;
using Ucm.Grains.Identity.External;
using Ucm.Grains.Interfaces;
using Ucm.Grains.Interfaces.Identity;
using Ucm.Grains.Interfaces.Objects;
using Ucm.Grains.Interfaces.Outcomes;
using Ucm.Grains.Objects;
using Ucm.Storage.Audit;
using Ucm.Storage.GrainStorage;

namespace Ucm.Grains.Identity;

/// <summary>
/// Holds one user: here who he is and what he may do, in the other parts his password and the providers that vouch for him. A name that
/// nobody has answers like one that somebody has, and writes nothing (law 7).
/// </summary>
[CollectionAgeLimit(Minutes = 30)]
internal sealed partial class UserGrain(
    [PersistentState(UserState.Name, GrainStorageNames.Audited)] IPersistentState<UserState> user,
    PasswordHasher hasher,
    UserRights rights,
    UserChanges changes,
    PasswordProviders providers,
    IAuditStore audit,
    TimeProvider clock,
    ILogger<UserGrain> log) : Grain, IUserGrain
{
    private static readonly TimeSpan InvitationLife = TimeSpan.FromDays(7);

    private UserName Name => UserName.Parse(this.GetPrimaryKeyString()["user:".Length..]);

    private bool Exists => user.RecordExists && !user.State.IsDeleted;

    public async Task<Outcome<UserAccess>> Create(CreateUserCommand command, CancellationToken cancellationToken)
    {
        if (!command.Caller.May(Permission.UsersManage))
        {
            return Nobody(IdentityRefusals.Forbidden(Permission.UsersManage));
        }

        if (Exists)
        {
            return new Refusal(RefusalCode.Conflict, $"The user {Name} exists.");
        }

        var now = clock.GetStoredNow();
        var before = user.State;
        var next = new UserState
        {
            Roles = command.Roles.IsDefault ? [] : command.Roles,
            MustChangePassword = command.MustChangePassword && !command.WithoutPassword,
            CredentialVersion = before.CredentialVersion + 1,
            SessionEpoch = before.SessionEpoch + 1,
            Version = before.Version,
            Generation = before.Generation,
            CreatedAt = now,
            PasswordChangedAt = now,
            DisplayName = command.DisplayName,
            Email = command.Email,
            TimeZone = command.TimeZone,
        };
        var refusal = await changes.RefuseNew(Name, UserDocuments.Of(next), command.Caller, cancellationToken)
            ?? await RefuseInherited(command.Caller, cancellationToken);
        if ((refusal ?? (command.WithoutPassword ? null : CheckFirstPassword(command))) is { } fault)
        {
            return Nobody(fault);
        }

        if (!command.WithoutPassword)
        {
            if (await hasher.Hash(command.Password.Value, cancellationToken) is not { } password)
            {
                return Nobody(IdentityRefusals.Busy);
            }

            next = next with { Password = password };
        }

        await Save(next, "create", Actor.Of(command.Caller), cancellationToken);
        return await Joined(cancellationToken);
    }

    public async Task<Outcome<UserAccess>> GetAccess(CancellationToken cancellationToken)
    {
        if (!Exists)
        {
            return IdentityRefusals.NoUser;
        }

        return user.State.IsDisabled ? IdentityRefusals.Disabled : await Access(cancellationToken);
    }

    public Task<Outcome<AdministeredObject>> Get(Caller caller, CancellationToken cancellationToken) =>
        Task.FromResult<Outcome<AdministeredObject>>((MaySee(caller), Exists) switch
        {
            (false, _) => Nobody(IdentityRefusals.Forbidden(Permission.UsersRead)),
            (_, false) => Nobody(IdentityRefusals.NoUser),
            _ => Present(),
        });

    public async Task<Outcome<AdministeredObject>> Change(ChangeUserCommand command, CancellationToken cancellationToken)
    {
        if (await RefuseAdministration(command.Caller, command.ExpectedVersion, IsHimself(command.Caller), cancellationToken) is { } refusal)
        {
            return refusal;
        }

        if (command.Comment?.Length > SaveObjectCommand.MaxComment)
        {
            return ObjectRefusals.Field("/comment", $"Is longer than {SaveObjectCommand.MaxComment} characters.");
        }

        var before = UserDocuments.Of(user.State);
        var judged = await changes.Judge(Name, before, command.Patch, command.Caller, cancellationToken);
        if (!judged.Succeeded)
        {
            return judged.Refusal;
        }

        var next = UserDocuments.Apply(judged.Value, user.State);
        if (UserDocuments.EndsSessions(before, judged.Value))
        {
            next = next with
            {
                SessionEpoch = user.State.SessionEpoch + 1,
                KeptSession = IsHimself(command.Caller) ? command.Caller.Session : null,
                InvitationHash = [],
                InvitedUntil = null,
            };
        }

        if (await Leaving(next, cancellationToken) is { } last)
        {
            return last;
        }

        await Save(next, "update", Actor.Of(command.Caller) with { Comment = command.Comment }, cancellationToken);
        await Joined(cancellationToken);
        return Present();
    }

    public async Task<Outcome<AdministeredObject>> Delete(long? expectedVersion, Caller caller, CancellationToken cancellationToken)
    {
        if (await RefuseAdministration(caller, expectedVersion, isAllowed: false, cancellationToken) is { } refusal)
        {
            return refusal;
        }

        // What is left of him are numbers, so that nothing of his is a later user's of the name.
        var next = new UserState
        {
            IsDeleted = true,
            CredentialVersion = user.State.CredentialVersion,
            SessionEpoch = user.State.SessionEpoch + 1,
            Version = user.State.Version,
            Generation = user.State.Generation + 1,
            CreatedAt = user.State.CreatedAt,
            PasswordChangedAt = user.State.PasswordChangedAt,
        };
        if (await Leaving(next, cancellationToken) is { } last)
        {
            return last;
        }

        await Save(next, "delete", Actor.Of(caller), cancellationToken);
        return Present();
    }

    public async Task<Outcome<UserAccess>> EndSessions(string? keep, Caller caller, CancellationToken cancellationToken)
    {
        if (await RefuseAdministration(caller, null, IsHimself(caller), cancellationToken) is { } refusal)
        {
            return refusal;
        }

        var next = user.State with { SessionEpoch = user.State.SessionEpoch + 1, KeptSession = IsHimself(caller) ? keep : null };
        await Save(next, "end-sessions", Actor.Of(caller), cancellationToken);
        return await Access(cancellationToken);
    }

    public async Task<bool> EnsureListed(CancellationToken cancellationToken)
    {
        if (Exists && user.State.Version == 0)
        {
            await Save(user.State, "list", Actor.Of(Caller.System("identity")), cancellationToken);
        }

        return user.RecordExists;
    }

    private bool MaySee(Caller caller) =>
        (caller.Kind is CallerKind.User or CallerKind.ApiToken && caller.User == Name.Value)
        || caller.May(Permission.UsersRead)
        || caller.May(Permission.UsersManage);

    private bool IsHimself(Caller caller) => caller.Kind == CallerKind.User && caller.Name == Name.Value;

    /// <summary>Law 7: a name that nobody has leaves nothing in memory.</summary>
    private Refusal Nobody(Refusal refusal)
    {
        if (!Exists)
        {
            this.ForgetSoon(() => !Exists && _guard.IsIdle(clock.GetUtcNow()));
        }

        return refusal;
    }

    /// <param name="isAllowed">The caller needs no permission: it is about himself.</param>
    private async ValueTask<Refusal?> RefuseAdministration(Caller caller, long? expectedVersion, bool isAllowed, CancellationToken cancellationToken)
    {
        if (!isAllowed && !caller.May(Permission.UsersManage))
        {
            return Nobody(IdentityRefusals.Forbidden(Permission.UsersManage));
        }

        if (!Exists)
        {
            return Nobody(IdentityRefusals.NoUser);
        }

        if (expectedVersion is { } version && version != user.State.Version)
        {
            return new Refusal(RefusalCode.StaleVersion, $"The user {Name} has version {user.State.Version} by now, not {version}; read it again.");
        }

        if (isAllowed)
        {
            return null;
        }

        var target = await rights.Of(Name, user.State, cancellationToken);
        return target.Succeeded ? UserChanges.RefuseOver(target.Value, caller) : target.Refusal;
    }

    /// <summary>Groups may name a user of before. Who makes another one of the name hands on what they give.</summary>
    private async ValueTask<Refusal?> RefuseInherited(Caller caller, CancellationToken cancellationToken)
    {
        var inherited = await rights.OfName(Name, cancellationToken);
        return inherited.Succeeded ? UserChanges.RefuseOver(inherited.Value, caller) : inherited.Refusal;
    }

    /// <summary>Asked before the commit: somebody else must be an administrator when this one is none any more.</summary>
    private async ValueTask<Refusal?> Leaving(UserState next, CancellationToken cancellationToken) =>
        UserDocuments.IsAdministrator(user.State) && !UserDocuments.IsAdministrator(next)
            ? (await GrainFactory.Administrators().Leave(Name, cancellationToken)).Refusal
            : null;

    private async Task<Outcome<UserAccess>> Joined(CancellationToken cancellationToken)
    {
        if (UserDocuments.IsAdministrator(user.State))
        {
            await GrainFactory.Administrators().Join(Name, cancellationToken);
        }

        return await Access(cancellationToken);
    }

    /// <summary>Commits the state with its audit row, and with a version of what administrators see when that is another one.</summary>
    private async Task Save(UserState next, string action, Actor actor, CancellationToken cancellationToken)
    {
        var now = clock.GetStoredNow();
        var change = UserCommits.Describe(Name, user.RecordExists ? user.State : null, next, action, actor, now);
        await user.Commit(change.State, change.Companion, cancellationToken);
    }

    private AdministeredObject Present() => new(
        new ObjectKey(UserKind.KindName, Name.Value),
        user.State.Version,
        UserDocuments.Status(user.State),
        UserDocuments.Describe(user.State),
        BuiltIn: false,
        user.State.ChangedAt ?? user.State.CreatedAt,
        user.State.ChangedBy);

    private async ValueTask<Outcome<UserAccess>> Access(CancellationToken cancellationToken)
    {
        var state = user.State;
        var may = await rights.Of(Name, state, cancellationToken);
        return may.Succeeded
            ? new UserAccess(
                Name, may.Value.Roles, may.Value.Permissions, state.MustChangePassword, state.CredentialVersion, state.KeptSession, state.PasswordChangedAt)
            {
                Grants = may.Value.Grants,
                Guarded = may.Value.Guarded,
                SessionEpoch = state.SessionEpoch,
                Provider = state.Provider,
                Generation = state.Generation,
                CreatedAt = state.CreatedAt,
            }
            : may.Refusal;
    }
}
