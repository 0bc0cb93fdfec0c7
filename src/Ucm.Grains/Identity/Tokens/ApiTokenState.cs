using System.Collections.Immutable;
using Ucm.Grains.Interfaces.Identity;

namespace Ucm.Grains.Identity.Tokens;

// Stored: ids and alias are forever.
[GenerateSerializer, Immutable, Alias("ucm.state.api-token")]
internal sealed record ApiTokenState
{
    public const string Name = "ucm.state.api-token";

    /// <summary>JSON: a <c>TokenDocument</c>.</summary>
    [Id(0)]
    public string Content { get; init; } = "{}";

    [Id(1)]
    public UserName User { get; init; }

    /// <summary>Of the user when the token was made: a later user of the name is another one.</summary>
    [Id(2)]
    public long Generation { get; init; }

    /// <summary>SHA-256.</summary>
    [Id(3)]
    public ImmutableArray<byte> SecretHash { get; init; } = [];

    [Id(4)]
    public DateTimeOffset? RevokedAt { get; init; }

    /// <summary>Written every ten minutes at most; the activation knows better.</summary>
    [Id(5)]
    public DateTimeOffset? LastUsedAt { get; init; }
}
