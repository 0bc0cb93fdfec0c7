using Ucm.Grains.Interfaces.Outcomes;

namespace Ucm.Grains.Interfaces.Identity.External;

/// <summary>
/// Checks the passwords of people that this installation does not keep itself, such as those of a directory. Providers run in the silo and are asked one after
/// the other, in the order of their registration, for names that no local user has. An extension adds its own as a singleton of this type.
/// </summary>
public interface IAuthenticationProvider
{
    /// <summary>
    /// Tells it apart from every other provider: <c>kind:name</c>, such as <c>ldap:corp</c>. It is stored with the users it identified and never changes.
    /// </summary>
    string Name { get; }

    /// <summary>
    /// Who it is, with the roles that the provider's rules give; never an identity without a role. Refusals: NotFound (the provider does not know the name, the
    /// next one is asked), InvalidCredentials (wrong password, disabled, no role: nobody else is asked), Unavailable (it could not find out), RateLimited (too
    /// busy). Takes bounded time, blocks no caller's thread, does not throw for what it cannot reach, and never logs the password.
    /// </summary>
    Task<Outcome<ExternalIdentity>> Authenticate(PasswordAttempt attempt, CancellationToken cancellationToken);
}
