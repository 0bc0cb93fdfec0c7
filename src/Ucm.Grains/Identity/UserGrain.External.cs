using Ucm.Grains.Identity.Access;
using Ucm.Grains.Identity.External;
using Ucm.Grains.Interfaces;
using Ucm.Grains.Interfaces.Identity;
using Ucm.Grains.Interfaces.Identity.External;
using Ucm.Grains.Interfaces.Outcomes;
using Ucm.Grains.Objects;

namespace Ucm.Grains.Identity;

/// <summary>Users of external providers: made and brought up to date at sign-in; their passwords are checked there, under the same lockout.</summary>
internal sealed partial class UserGrain
{
    public async Task<Outcome<UserAccess>> Provision(ProvisionUserCommand command, CancellationToken cancellationToken)
    {
        var state = user.State;
        if (Exists && (state.Provider != command.Provider || state.Subject != command.Subject))
        {
            return new Refusal(RefusalCode.Conflict, $"The name {Name} belongs to another user here; an administrator has to rename or delete one of them.");
        }

        if (Exists && state.IsDisabled)
        {
            return IdentityRefusals.InvalidCredentials;
        }

        var now = clock.GetStoredNow();
        var next = Exists
            ? state
            : new UserState
            {
                CreatedAt = now,
                PasswordChangedAt = now,
                CredentialVersion = state.CredentialVersion + 1,
                SessionEpoch = state.SessionEpoch + 1,
                Version = state.Version,
                Generation = state.Generation,
                Provider = command.Provider,
                Subject = command.Subject,
            };
        next = UserDocuments.FromProvider(next, command);
        if (!Exists || UserDocuments.Describe(next) != UserDocuments.Describe(state))
        {
            await Save(next, Exists ? "update" : "create", new Actor($"provider:{command.Provider}", command.Address), cancellationToken);
        }

        return await Access(cancellationToken);
    }

    /// <summary>A local user has his password here and nowhere else, whatever a directory says of somebody of the same name.</summary>
    private bool IsExternal => providers.HasAny && (!Exists || user.State is { Provider: not null, IsDisabled: false });

    private async Task<Outcome<UserAccess>> VerifyExternally(PasswordAttempt attempt, string subject, DateTimeOffset began, CancellationToken cancellationToken)
    {
        var answer = await providers.Authenticate(attempt, cancellationToken);
        if (!answer.Succeeded)
        {
            return answer.Refusal.Code == RefusalCode.InvalidCredentials ? Refuse(subject, attempt.Address) : Postpone(answer.Refusal, subject, began);
        }

        var access = await Provision(answer.Value, attempt.Address, cancellationToken);
        if (access.Succeeded)
        {
            _guard.Succeeded(subject);
            if (answer.Value.User == Name)
            {
                await Remember(attempt.Address, cancellationToken);
            }

            return access;
        }

        if (access.Refusal.Code == RefusalCode.Unavailable)
        {
            return Postpone(access.Refusal, subject, began);
        }

        log.ExternalUserRefused(answer.Value.Provider, answer.Value.User.Value, access.Refusal.Detail);
        return Refuse(subject, attempt.Address);
    }

    /// <summary>The provider may call the person otherwise than what was typed, such as when people sign in by their e-mail address.</summary>
    private Task<Outcome<UserAccess>> Provision(ExternalIdentity identity, string? address, CancellationToken cancellationToken)
    {
        var command = ExternalProfile.ToCommand(identity, address);
        return identity.User == Name ? Provision(command, cancellationToken) : GrainFactory.User(identity.User).Provision(command, cancellationToken);
    }
}
