using System.Collections.Immutable;

namespace Ucm.Grains.Identity.Access;

/// <param name="Names">Of those who have not left; some of them may have been an administrator no longer when the list was made.</param>
// Stored: ids and alias are forever.
[GenerateSerializer, Immutable, Alias("ucm.state.administrators")]
internal sealed record AdministratorsState([property: Id(0)] ImmutableArray<string> Names)
{
    public const string Name = "ucm.state.administrators";

    public AdministratorsState()
        : this([])
    {
    }
}
