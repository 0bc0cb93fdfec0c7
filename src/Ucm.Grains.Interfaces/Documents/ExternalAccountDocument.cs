using System.Text.Json.Serialization;

namespace Ucm.Grains.Interfaces.Documents;

/// <summary>The rules of an external account key (RFC 8555 §7.3.4) as administrators write them and as they are stored, in JSON.</summary>
// Stored and sent: names are forever.
public record ExternalAccountDocument
{
    /// <summary>Whose key it is, for people.</summary>
    public required string Name { get; init; }

    /// <summary>The ACME server that the key is for.</summary>
    public required string Server { get; init; }

    /// <summary>The profiles that its accounts may order; absent for all of the server.</summary>
    public string[]? Profiles { get; init; }

    /// <summary>What its accounts may order; absent for all that the server allows.</summary>
    public ExternalAccountIdentifiers? Identifiers { get; init; }

    /// <summary>Whether the identifiers that are named in <see cref="Identifiers"/> need no challenge.</summary>
    public bool Prevalidated { get; init; }

    /// <summary>How many accounts may be bound by it; absent for any number.</summary>
    [JsonPropertyName("maximum_accounts")]
    public int? MaximumAccounts { get; init; }

    /// <summary>From then on it binds no account, and its accounts order nothing. RFC 3339; stored in UTC. Absent for never.</summary>
    [JsonPropertyName("expires_at")]
    public string? ExpiresAt { get; init; }
}

/// <summary>Identifiers that lie within one of these names or networks; what is absent has none.</summary>
// Stored and sent: names are forever.
public sealed record ExternalAccountIdentifiers
{
    /// <summary>DNS names must be one of these or below one.</summary>
    [JsonPropertyName("dns_suffixes")]
    public string[] DnsSuffixes { get; init; } = [];

    /// <summary>Addresses must lie in one of these networks (CIDR).</summary>
    public string[] Networks { get; init; } = [];
}
