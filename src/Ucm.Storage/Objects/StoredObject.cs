using Ucm.Grains.Interfaces.Objects;

namespace Ucm.Storage.Objects;

/// <summary>A row of <c>objects</c>: one administrators' object as it is now.</summary>
/// <param name="Version">1 for the first, and one more with each change.</param>
/// <param name="Content">JSON of its kind.</param>
/// <param name="Change">Grows with every change of any object, in commit order.</param>
public sealed record StoredObject(
    ObjectKey Key, long Version, ObjectStatus Status, string Content, DateTimeOffset ChangedAt, string ChangedBy, long Change);

/// <summary>A row of <c>object_versions</c>.</summary>
public sealed record StoredObjectVersion(
    ObjectKey Key, long Version, ObjectStatus Status, string Content, DateTimeOffset ChangedAt, string ChangedBy, string? Comment);
