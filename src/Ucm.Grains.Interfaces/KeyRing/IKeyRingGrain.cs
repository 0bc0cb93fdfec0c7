using System.Collections.Immutable;
using Ucm.Grains.Interfaces.Identity;
using Ucm.Grains.Interfaces.Outcomes;

namespace Ucm.Grains.Interfaces.KeyRing;

/// <summary>
/// The Data Protection key ring that all frontends share, so that each reads the antiforgery tokens of the others. Key: always <c>data-protection</c>.
/// Open to frontends: these keys protect nothing but what frontends give to browsers.
/// </summary>
[Alias("ucm.key-ring-grain")]
public interface IKeyRingGrain : IGrainWithStringKey
{
    /// <summary>Every element, oldest first.</summary>
    [OpenToFrontends]
    [Alias("Get")]
    Task<KeyRing> Get(CancellationToken cancellationToken);

    /// <summary>
    /// Adds an element to the ring of exactly <paramref name="version"/> and answers with the ring as it then is. When somebody else was first nothing is added, and the
    /// answer shows theirs. Refusals: Malformed (not an element, or too large), Conflict (the ring is full).
    /// </summary>
    [OpenToFrontends]
    [Alias("Add")]
    Task<Outcome<KeyRing>> Add(KeyRingElement element, int version, CancellationToken cancellationToken);
}

/// <summary>The ring; its version is the number of its elements.</summary>
// Sent: ids and alias are forever.
[GenerateSerializer, Immutable, Alias("ucm.key-ring")]
public sealed record KeyRing([property: Id(0)] int Version, [property: Id(1)] ImmutableArray<KeyRingElement> Elements);

/// <summary>One key or revocation as ASP.NET Core writes it. Secret: it never appears in a log.</summary>
// Sent: ids and alias are forever.
[GenerateSerializer, Immutable, Alias("ucm.key-ring-element")]
public sealed record KeyRingElement([property: Id(0)] string Name, [property: Id(1)] string Xml)
{
    /// <summary>The name alone.</summary>
    public override string ToString() => Name;
}
