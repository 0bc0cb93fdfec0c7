using System.Text.Json.Serialization;

namespace Ucm.Grains.Interfaces.Documents;

/// <summary>
/// Certificates that should be renewed earlier than usual, as an administrator writes it and as it is stored, in JSON. A certificate is moved when
/// every filter that is given fits it.
/// </summary>
// Stored and sent: names are forever.
public record RenewalMoveDocument
{
    /// <summary>Only those of this authority.</summary>
    public string? Authority { get; init; }

    /// <summary>Only those of this profile.</summary>
    public string? Profile { get; init; }

    /// <summary>Only those of this ACME account: its id, the last part of its URL.</summary>
    public string? Account { get; init; }

    /// <summary>Only those issued before this time, so that what was renewed is not moved again. When the move was made, when it is left out.</summary>
    [JsonPropertyName("issued_before")]
    public DateTimeOffset? IssuedBefore { get; init; }

    /// <summary>Only those for keys of this algorithm and size: <c>rsa-2048 rsa-3072 rsa-4096 ecdsa-p256 ecdsa-p384 ecdsa-p521 ed25519</c>.</summary>
    [JsonPropertyName("key_algorithm")]
    public string? KeyAlgorithm { get; init; }

    /// <summary>Only those for this key: SHA-256 of its SubjectPublicKeyInfo, in hex.</summary>
    [JsonPropertyName("key_sha256")]
    public string? KeySha256 { get; init; }

    /// <summary>When they should be renewed: the certificates are spread over it.</summary>
    public required RenewalMoveWindow Window { get; init; }

    /// <summary>A page for people that says why; clients show it.</summary>
    [JsonPropertyName("explanation_url")]
    public string? ExplanationUrl { get; init; }
}

/// <summary>From when to when.</summary>
public sealed record RenewalMoveWindow
{
    public required DateTimeOffset Start { get; init; }

    public required DateTimeOffset End { get; init; }
}
