using System.Collections.Immutable;

namespace Ucm.Grains.Interfaces.Identity.External;

/// <summary>A person as an external provider knows them.</summary>
/// <param name="Provider">The <see cref="IAuthenticationProvider.Name"/> or <c>oidc:{name}</c>.</param>
/// <param name="Subject">The provider's own identifier of the person, which never changes and is never given to another.</param>
/// <param name="User">The name the person has here.</param>
/// <param name="Roles">What the provider's rules give; at least one.</param>
/// <param name="Groups">Names of the groups the person is in, as the provider writes them.</param>
// Sent: ids and alias are forever.
[GenerateSerializer, Immutable, Alias("ucm.external-identity")]
public sealed record ExternalIdentity(
    [property: Id(0)] string Provider,
    [property: Id(1)] string Subject,
    [property: Id(2)] UserName User,
    [property: Id(3)] string? DisplayName,
    [property: Id(4)] string? Email,
    [property: Id(5)] ImmutableArray<string> Roles,
    [property: Id(6)] ImmutableArray<string> Groups);
