using System.Collections.Immutable;
using Ucm.Grains.Interfaces.Acme.ExternalAccounts;

namespace Ucm.Grains.Acme.ExternalAccounts;

// Stored: ids and alias are forever.
[GenerateSerializer, Immutable, Alias(Name)]
internal sealed record ExternalAccountKeyState
{
    public const string Name = "ucm.state.external-account-key";

    /// <summary>0: there is no such key.</summary>
    [Id(0)]
    public long Version { get; init; }

    [Id(1)]
    public ExternalAccountKeyStatus Status { get; init; }

    /// <summary>JSON of the document, normalized.</summary>
    [Id(2)]
    public string Content { get; init; } = string.Empty;

    /// <summary>The secret, sealed under the master key (law 6).</summary>
    [Id(3)]
    public ImmutableArray<byte> Envelope { get; init; } = [];

    [Id(4)]
    public DateTimeOffset CreatedAt { get; init; }

    [Id(5)]
    public string CreatedBy { get; init; } = string.Empty;

    [Id(6)]
    public DateTimeOffset ChangedAt { get; init; }

    [Id(7)]
    public string ChangedBy { get; init; } = string.Empty;

    [Id(8)]
    public DateTimeOffset KeyChangedAt { get; init; }

    /// <summary>SHA-256 of the command that made it, so that the same command again makes no second key.</summary>
    [Id(9)]
    public ImmutableArray<byte> Request { get; init; } = [];

    /// <summary>Changes with each account that is bound, so that of two bindings at once, on two nodes, one fails and is counted again.</summary>
    [Id(10)]
    public long Bindings { get; init; }

    public bool Exists => Version > 0;
}
