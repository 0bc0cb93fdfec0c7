using System.ComponentModel;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Ucm.Frontend.Admin.Api;

// Sent: names are forever.
internal sealed class ListAnswer<T>
{
    public required IReadOnlyList<T> Items { get; init; }

    [Description("Give it as ?cursor= to get the next page; null on the last.")]
    [JsonIgnore(Condition = JsonIgnoreCondition.Never)]
    public string? Next { get; init; }
}

internal sealed class AuthorityAnswer
{
    public required string Id { get; init; }

    public required string Name { get; init; }

    [Description("pending, online, offline or retired.")]
    public required string Status { get; init; }

    public required string Subject { get; init; }

    [JsonPropertyName("key_algorithm")]
    public required string KeyAlgorithm { get; init; }

    [Description("The authority that issued this one; absent for a root.")]
    public string? Issuer { get; init; }

    [JsonPropertyName("not_before")]
    public required DateTimeOffset NotBefore { get; init; }

    [JsonPropertyName("not_after")]
    public required DateTimeOffset NotAfter { get; init; }

    [Description("PEM.")]
    public required string Certificate { get; init; }

    [Description("Its issuers as PEM, nearest first; empty for a root.")]
    public required string Chain { get; init; }

    [JsonPropertyName("earlier_certificates")]
    [Description("Certificates that its key had before, as PEM, of an authority that was imported with several; absent when there are none.")]
    public IReadOnlyList<string>? EarlierCertificates { get; init; }
}

internal sealed class AuditAnswer
{
    public required long Id { get; init; }

    public required DateTimeOffset At { get; init; }

    public required string Actor { get; init; }

    public string? Address { get; init; }

    public required string Action { get; init; }

    public required string Target { get; init; }

    public required JsonElement Detail { get; init; }
}

internal sealed class StatsAnswer
{
    public required CertificateStats Certificates { get; init; }

    public required int Authorities { get; init; }
}

internal sealed class CertificateStats
{
    public required long Valid { get; init; }

    [JsonPropertyName("expiring_in_30_days")]
    public required long ExpiringIn30Days { get; init; }

    public required long Expired { get; init; }

    public required long Revoked { get; init; }

    [JsonPropertyName("issued_last_24_hours")]
    public required long IssuedLast24Hours { get; init; }
}
