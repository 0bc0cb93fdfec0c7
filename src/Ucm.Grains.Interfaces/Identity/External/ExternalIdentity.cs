using System.Collections.Immutable;

namespace Ucm.Grains.Interfaces.Identity.External;

/// <summary>A person as an external provider knows them.</summary>
/// <param name="Provider">The <see cref="IAuthenticationProvider.Name"/> or <c>oidc:{name}</c>.</param>
/// <param name="Subject">The provider's own identifier of the person, which never changes and is never given to another.</param>
/// <param name="User">The name the person has here.</param>
/// <param name="Roles">What the provider's rules give; at least one.</param>
/// <param name="Groups">Names of the groups the person is in, as the provider writes them.</param>
public sealed record ExternalIdentity(
    string Provider,
    string Subject,
    UserName User,
    string? DisplayName,
    string? Email,
    ImmutableArray<string> Roles,
    ImmutableArray<string> Groups);
