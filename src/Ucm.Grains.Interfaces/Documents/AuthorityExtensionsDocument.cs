using System.Text.Json.Serialization;

namespace Ucm.Grains.Interfaces.Documents;

/// <summary>What an authority's certificate says beside name, key and path length, as administrators write it and as it is stored, in JSON.</summary>
// Stored and sent: names are forever.
public record AuthorityExtensionsDocument
{
    /// <summary>Names that it and all below it may certify (RFC 5280 §4.2.1.10); critical. Absent for any.</summary>
    [JsonPropertyName("name_constraints")]
    public NameConstraintsDocument? NameConstraints { get; init; }

    /// <summary>Certificate policies; absent for anyPolicy, or for none in a root.</summary>
    public ProfilePolicy[]? Policies { get; init; }

    /// <summary>Names such as <c>serverAuth</c>, or dotted OIDs: what it may issue for. Absent for anything.</summary>
    [JsonPropertyName("extended_key_usage")]
    public string[]? ExtendedKeyUsage { get; init; }
}

/// <summary>Names that an authority may certify.</summary>
public sealed record NameConstraintsDocument
{
    /// <summary>Of a kind that is named here, only these; kinds that are not named are free.</summary>
    public ConstrainedNames? Permitted { get; init; }

    /// <summary>None of these, whatever is permitted.</summary>
    public ConstrainedNames? Excluded { get; init; }
}

/// <summary>Names by their kinds.</summary>
public sealed record ConstrainedNames
{
    /// <summary>Such as <c>corp.example</c>, with all below it.</summary>
    public string[]? Dns { get; init; }

    /// <summary>Networks in CIDR notation, such as <c>10.0.0.0/8</c>.</summary>
    public string[]? Ip { get; init; }

    /// <summary>Mailboxes, hosts, or <c>.corp.example</c> for the hosts below it.</summary>
    public string[]? Email { get; init; }

    /// <summary>Hosts of URIs, or <c>.corp.example</c> for the hosts below it.</summary>
    public string[]? Uri { get; init; }

    /// <summary>The beginnings of subjects, RFC 4514, such as <c>O=Corp,C=DE</c>.</summary>
    public string[]? Directory { get; init; }
}
