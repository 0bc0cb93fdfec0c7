using System.Collections.Immutable;
using Ucm.Grains.Interfaces.Identity;

namespace Ucm.Grains.Identity;

// Stored: ids and alias are forever.
[GenerateSerializer, Immutable, Alias("ucm.state.refresh-token")]
internal sealed record RefreshTokenState
{
    public const string Name = "ucm.state.refresh-token";

    [Id(0)]
    public UserName User { get; init; }

    [Id(1)]
    public string Session { get; init; } = string.Empty;

    /// <summary>SHA-256 of the only secret that redeems.</summary>
    [Id(2)]
    public ImmutableArray<byte> SecretHash { get; init; } = [];

    [Id(3)]
    public long Generation { get; init; }

    [Id(4)]
    public DateTimeOffset ExpiresAt { get; init; }

    [Id(5)]
    public DateTimeOffset? EndedAt { get; init; }
}
