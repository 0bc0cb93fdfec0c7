using System.Text.Json.Serialization;

namespace Ucm.Grains.Interfaces.Documents;

/// <summary>A certificate profile as administrators write it and as it is stored, in JSON. All members but those marked required have a value when they are left out.</summary>
// Stored and sent: names are forever.
public record ProfileDocument
{
    /// <summary>One sentence for people.</summary>
    public required string Description { get; init; }

    /// <summary>The ways in that it is for: <c>rest console acme scep est cmp system</c>.</summary>
    [JsonPropertyName("ways_in")]
    public string[] WaysIn { get; init; } = ["rest", "console"];

    /// <summary>The authorities that may issue by it; absent for all.</summary>
    public string[]? Authorities { get; init; }

    /// <summary>notAfter − notBefore when the request does not say.</summary>
    [JsonPropertyName("validity_seconds")]
    public required long ValiditySeconds { get; init; }

    /// <summary>The most that a request may ask for.</summary>
    [JsonPropertyName("maximum_validity_seconds")]
    public required long MaximumValiditySeconds { get; init; }

    /// <summary>How long before the issuance the validity begins, for clients whose clocks are slow.</summary>
    [JsonPropertyName("backdate_seconds")]
    public long BackdateSeconds { get; init; } = 3600;

    /// <summary>Kinds of public keys: <c>rsa ec ed25519</c>.</summary>
    [JsonPropertyName("allowed_keys")]
    public string[] AllowedKeys { get; init; } = ["rsa", "ec", "ed25519"];

    /// <summary>Bits of an RSA modulus.</summary>
    [JsonPropertyName("rsa_minimum_bits")]
    public int RsaMinimumBits { get; init; } = 2048;

    [JsonPropertyName("rsa_maximum_bits")]
    public int RsaMaximumBits { get; init; } = 8192;

    /// <summary><c>P-256 P-384 P-521</c>.</summary>
    [JsonPropertyName("ec_curves")]
    public string[] EcCurves { get; init; } = ["P-256", "P-384", "P-521"];

    /// <summary>The key that is made when a request asks for one without saying which, such as <c>ecdsa-p256</c>.</summary>
    [JsonPropertyName("default_key")]
    public string DefaultKey { get; init; } = "ecdsa-p256";

    public ProfileSubject Subject { get; init; } = new();

    public required ProfileNames Names { get; init; }

    /// <summary>For all keys; names as in RFC 5280 §4.2.1.3, such as <c>digitalSignature</c>.</summary>
    [JsonPropertyName("key_usage")]
    public required string[] KeyUsage { get; init; }

    /// <summary>Added for RSA keys.</summary>
    [JsonPropertyName("rsa_key_usage")]
    public string[] RsaKeyUsage { get; init; } = [];

    /// <summary>Added for EC keys.</summary>
    [JsonPropertyName("ec_key_usage")]
    public string[] EcKeyUsage { get; init; } = [];

    /// <summary>Dotted OIDs.</summary>
    [JsonPropertyName("extended_key_usage")]
    public string[] ExtendedKeyUsage { get; init; } = [];

    [JsonPropertyName("extended_key_usage_critical")]
    public bool ExtendedKeyUsageCritical { get; init; }

    public ProfilePolicy[] Policies { get; init; } = [];

    /// <summary>The TLS feature extension with status_request (RFC 7633).</summary>
    [JsonPropertyName("must_staple")]
    public bool MustStaple { get; init; }

    /// <summary>The same for requests that ask for it; where neither is true, such a request is refused.</summary>
    [JsonPropertyName("must_staple_on_request")]
    public bool MustStapleOnRequest { get; init; }

    /// <summary>
    /// What becomes of a requested extension that the certificate will not have: <c>ignore refuse</c>. The answer names those that were ignored.
    /// </summary>
    [JsonPropertyName("unmet_extensions")]
    public string UnmetExtensions { get; init; } = "ignore";

    public ProfileUrlOverrides Urls { get; init; } = new();

    /// <summary>Severities of lint rules by their ids: <c>off info warning error</c>. An error refuses the certificate.</summary>
    public Dictionary<string, string> Lint { get; init; } = [];

    [JsonPropertyName("subject_key_identifier")]
    public bool SubjectKeyIdentifier { get; init; } = true;

    /// <summary>basicConstraints cA; issuing with it needs the permission to manage authorities.</summary>
    [JsonPropertyName("is_authority")]
    public bool IsAuthority { get; init; }

    /// <summary>pathLenConstraint of an authority; absent for none.</summary>
    [JsonPropertyName("path_length")]
    public int? PathLength { get; init; }

    /// <summary>id-pkix-ocsp-nocheck: the platform's own responders only.</summary>
    [JsonPropertyName("ocsp_no_check")]
    public bool OcspNoCheck { get; init; }
}

/// <summary>What stands in the subject.</summary>
public sealed record ProfileSubject
{
    /// <summary>Attributes that are kept, by short name or OID; others are left out. Absent: all are kept.</summary>
    public string[]? Attributes { get; init; }

    /// <summary>Attributes that must be there.</summary>
    public string[] Required { get; init; } = [];

    /// <summary>Attributes that every subject has, in place of what was asked.</summary>
    public Dictionary<string, string> Fixed { get; init; } = [];

    /// <summary>A common name is one of the names, or refused.</summary>
    [JsonPropertyName("common_name_is_name")]
    public bool CommonNameIsName { get; init; }

    /// <summary>Without a common name, the first name of at most 64 characters becomes it.</summary>
    [JsonPropertyName("common_name_from_names")]
    public bool CommonNameFromNames { get; init; }
}

/// <summary>What stands in subjectAltName.</summary>
public sealed record ProfileNames
{
    /// <summary>Kinds: <c>dns ip email uri upn</c>; others are refused.</summary>
    public required string[] Allowed { get; init; }

    /// <summary>One of these kinds must be there.</summary>
    public string[] Required { get; init; } = [];

    [JsonPropertyName("maximum_count")]
    public int MaximumCount { get; init; } = 100;

    public bool Wildcards { get; init; }

    /// <summary>DNS names may have underscores.</summary>
    public bool Underscores { get; init; }

    /// <summary>DNS names are one of these or below one; absent for any.</summary>
    [JsonPropertyName("dns_suffixes")]
    public string[]? DnsSuffixes { get; init; }

    /// <summary>IP addresses lie in one of these, such as <c>10.0.0.0/8</c>; absent for any.</summary>
    [JsonPropertyName("ip_networks")]
    public string[]? IpNetworks { get; init; }

    /// <summary>Mail addresses are at one of these; absent for any.</summary>
    [JsonPropertyName("email_domains")]
    public string[]? EmailDomains { get; init; }
}

/// <summary>One certificate policy.</summary>
public sealed record ProfilePolicy
{
    /// <summary>Dotted.</summary>
    public required string Oid { get; init; }

    /// <summary>URL of the certification practice statement; http or https.</summary>
    public string? Cps { get; init; }
}

/// <summary>Plain http URLs in place of the authority's; <c>none</c> leaves one out, absent keeps the authority's.</summary>
public sealed record ProfileUrlOverrides
{
    public string? Ocsp { get; init; }

    public string? Crl { get; init; }

    [JsonPropertyName("ca_issuers")]
    public string? CaIssuers { get; init; }
}
