using System.Collections.Immutable;
using Ucm.Grains.Interfaces.Identity;

namespace Ucm.Grains.Identity.SigningKeys;

// Stored: ids and alias are forever.
[GenerateSerializer, Immutable, Alias(Name)]
internal sealed record TokenKeyRingState
{
    public const string Name = "ucm.state.token-key-ring";

    /// <summary>The newest first.</summary>
    [Id(0)]
    public ImmutableArray<TokenKeyLife> Keys { get; init; } = [];
}
