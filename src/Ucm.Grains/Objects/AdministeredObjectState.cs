using Ucm.Grains.Interfaces.Objects;

namespace Ucm.Grains.Objects;

/// <summary>An object as it is now; what it was is in the table <c>object_versions</c>.</summary>
/// <param name="Version">0 until there is one.</param>
// Stored: ids and alias are forever.
[GenerateSerializer, Immutable, Alias("ucm.administered-object-state")]
internal sealed record AdministeredObjectState(
    [property: Id(0)] long Version,
    [property: Id(1)] ObjectStatus Status,
    [property: Id(2)] string Content,
    [property: Id(3)] DateTimeOffset ChangedAt,
    [property: Id(4)] string ChangedBy)
{
    public AdministeredObjectState()
        : this(0, ObjectStatus.Deleted, "{}", DateTimeOffset.UnixEpoch, string.Empty)
    {
    }

    public bool Exists => Version > 0 && Status != ObjectStatus.Deleted;
}
