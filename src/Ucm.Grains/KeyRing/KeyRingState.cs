using System.Collections.Immutable;

namespace Ucm.Grains.KeyRing;

/// <summary>The elements, each sealed under the master key (law 6).</summary>
// Stored: ids and alias are forever.
[GenerateSerializer, Immutable, Alias(Name)]
internal sealed record KeyRingState([property: Id(0)] ImmutableArray<SealedElement> Elements)
{
    public const string Name = "ucm.state.key-ring";

    public KeyRingState()
        : this([])
    {
    }
}

/// <summary>One element in its envelope.</summary>
// Stored: ids and alias are forever.
[GenerateSerializer, Immutable, Alias("ucm.state.key-ring.element")]
internal sealed record SealedElement([property: Id(0)] string Name, [property: Id(1)] ImmutableArray<byte> Envelope);
