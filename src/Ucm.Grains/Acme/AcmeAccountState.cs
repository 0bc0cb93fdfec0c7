using System.Collections.Immutable;
using Ucm.Grains.Interfaces.Acme;

namespace Ucm.Grains.Acme;

// Stored: ids and alias are forever.
[GenerateSerializer, Immutable, Alias("ucm.state.acme-account")]
internal sealed record AcmeAccountState
{
    public const string Name = "ucm.state.acme-account";

    [Id(0)]
    public AcmeAccountStatus Status { get; init; }

    [Id(1)]
    public ImmutableArray<byte> PublicKey { get; init; } = [];

    [Id(2)]
    public string Thumbprint { get; init; } = string.Empty;

    [Id(3)]
    public ImmutableArray<string> Contact { get; init; } = [];

    [Id(4)]
    public bool TermsAgreed { get; init; }

    [Id(5)]
    public DateTimeOffset CreatedAt { get; init; }

    /// <summary>A key of before, whose claim may not have been given up yet.</summary>
    [Id(6)]
    public string? FormerThumbprint { get; init; }

    /// <summary>The ACME server that it was made at; null in accounts of earlier versions.</summary>
    [Id(7)]
    public string? Server { get; init; }

    /// <summary>The key id of the external account that it is bound to; null for none.</summary>
    [Id(8)]
    public string? ExternalAccount { get; init; }
}
