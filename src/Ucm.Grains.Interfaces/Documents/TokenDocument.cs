using System.Text.Json.Serialization;

namespace Ucm.Grains.Interfaces.Documents;

/// <summary>An API token as its user writes it and as it is listed, in JSON; never the secret.</summary>
// Stored and sent: names are forever.
public record TokenDocument
{
    /// <summary>What it is for; 1 to 64 lower-case letters, digits, hyphens and dots. It stands in the audit log beside the user's name.</summary>
    public required string Name { get; init; }

    /// <summary>What it may do, of what its user may.</summary>
    public required GrantDocument[] Grants { get; init; }

    /// <summary>At most a year and a day ahead.</summary>
    [JsonPropertyName("expires_at")]
    public required DateTimeOffset ExpiresAt { get; init; }

    /// <summary>Whose it is; set by the platform.</summary>
    public string? User { get; init; }

    [JsonPropertyName("created_at")]
    public DateTimeOffset? CreatedAt { get; init; }
}
