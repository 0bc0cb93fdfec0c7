using Ucm.Grains.Interfaces.Authorities;

namespace Ucm.Grains.Objects;

/// <summary>What an object may refer to.</summary>
internal sealed record ObjectSurroundings(AuthorityCatalog Authorities, ObjectSet Objects);
