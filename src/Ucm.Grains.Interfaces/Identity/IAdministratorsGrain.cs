using System.Collections.Immutable;
using Ucm.Grains.Interfaces.Outcomes;

namespace Ucm.Grains.Interfaces.Identity;

/// <summary>
/// Sees to it that somebody always can administer: an enabled local user with the role <c>admin</c> of his own. Key: always 0. Called by the users' grains
/// only, before one stops being an administrator. Its one state row decides between two who leave at once, on whatever silos.
/// </summary>
[Alias("ucm.administrators-grain")]
public interface IAdministratorsGrain : IGrainWithIntegerKey
{
    /// <summary>After somebody became an administrator.</summary>
    [Alias("Join")]
    Task<Outcome<Administrators>> Join(UserName user, CancellationToken cancellationToken);

    /// <summary>Before somebody stops being one. Refusals: Conflict (there is no other), Unavailable.</summary>
    [Alias("Leave")]
    Task<Outcome<Administrators>> Leave(UserName user, CancellationToken cancellationToken);
}

/// <param name="Names">Of users.</param>
// Sent: ids and alias are forever.
[GenerateSerializer, Immutable, Alias("ucm.administrators")]
public sealed record Administrators([property: Id(0)] ImmutableArray<string> Names);
