using System.ComponentModel;
using System.Text.Json.Serialization;
using Ucm.Grains.Interfaces.Profiles;
using Ucm.Pki.Keys;
using Ucm.Pki.X509;

namespace Ucm.Frontend.Admin.Api;

// Sent: names are forever.
internal sealed class PreviewAnswer
{
    public required DecodedCertificate Certificate { get; init; }

    [Description("What the linter says; an error refuses the certificate.")]
    public required IReadOnlyList<FindingAnswer> Findings { get; init; }

    [JsonPropertyName("profile_version")]
    public required long ProfileVersion { get; init; }

    public static PreviewAnswer Of(CertificatePreview preview) => new()
    {
        Certificate = DecodedCertificate.Of(ParsedCertificate.ParseToBeSigned(preview.ToBeSigned.AsMemory()), Convert.ToBase64String(preview.ToBeSigned.AsSpan())),
        Findings = [.. preview.Findings.Select(static finding => new FindingAnswer(finding.Severity, finding.Rule, finding.Clause, finding.Detail))],
        ProfileVersion = preview.ProfileVersion,
    };
}

internal sealed record FindingAnswer([property: Description("info, warning or error.")] string Severity, string Rule, string Clause, string Detail);

[Description("What stands in a certificate.")]
internal sealed class DecodedCertificate
{
    [Description("Lower-case hex. A preview's is an example.")]
    public required string Serial { get; init; }

    public required string Issuer { get; init; }

    public required string Subject { get; init; }

    [JsonPropertyName("not_before")]
    public required DateTimeOffset NotBefore { get; init; }

    [JsonPropertyName("not_after")]
    public required DateTimeOffset NotAfter { get; init; }

    public required string[] Names { get; init; }

    [Description("Such as rsa 2048 or ec P-256.")]
    public required string Key { get; init; }

    [JsonPropertyName("key_usage")]
    public required string[] KeyUsage { get; init; }

    [JsonPropertyName("extended_key_usage")]
    public required IReadOnlyList<string> ExtendedKeyUsage { get; init; }

    public required IReadOnlyList<string> Policies { get; init; }

    [JsonPropertyName("is_authority")]
    public required bool IsAuthority { get; init; }

    [JsonPropertyName("path_length")]
    public int? PathLength { get; init; }

    [JsonPropertyName("crl_urls")]
    public required IReadOnlyList<string> CrlUrls { get; init; }

    [JsonPropertyName("ocsp_urls")]
    public required IReadOnlyList<string> OcspUrls { get; init; }

    [JsonPropertyName("ca_issuers_urls")]
    public required IReadOnlyList<string> CaIssuersUrls { get; init; }

    public required IReadOnlyList<DecodedExtension> Extensions { get; init; }

    [Description("TBSCertificate, DER in base64: exactly what would be signed.")]
    public required string Tbs { get; init; }

    public static DecodedCertificate Of(ParsedCertificate certificate, string tbs)
    {
        var key = PublicKeyInfo.Parse(certificate.SubjectPublicKeyInfo);
        return new DecodedCertificate
        {
            Serial = Convert.ToHexStringLower(certificate.SerialNumber.Span),
            Issuer = certificate.Issuer.ToString(),
            Subject = certificate.Subject.ToString(),
            NotBefore = certificate.NotBefore,
            NotAfter = certificate.NotAfter,
            Names = [.. certificate.Names.Select(static name => name.ToText())],
            Key = $"{key.Kind.ToString().ToLowerInvariant()} {key.Curve ?? key.Bits.ToString(System.Globalization.CultureInfo.InvariantCulture)}",
            KeyUsage = certificate.KeyUsage is { } usage ? usage.ToNames() : [],
            ExtendedKeyUsage = certificate.ExtendedKeyUsage,
            Policies = certificate.Policies,
            IsAuthority = certificate.IsAuthority,
            PathLength = certificate.PathLength,
            CrlUrls = certificate.CrlUrls,
            OcspUrls = certificate.OcspUrls,
            CaIssuersUrls = certificate.CaIssuersUrls,
            Extensions = [.. certificate.Extensions.Select(static extension => new DecodedExtension(extension.Oid, extension.Critical, Convert.ToHexStringLower(extension.Value.Span)))],
            Tbs = tbs,
        };
    }
}

internal sealed record DecodedExtension(string Oid, bool Critical, [property: Description("Contents of extnValue, hex.")] string Value);
