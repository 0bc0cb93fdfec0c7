using System.ComponentModel;
using System.Text.Json.Serialization;

namespace Ucm.Frontend.Admin.Api;

// Sent: names are forever.
[Description("With csr: the certificate for that request. With key and password: the key is made here and returned once, as PKCS#12.")]
internal sealed class IssueBody
{
    [Description("The issuing authority's id; issuing when absent.")]
    public string? Authority { get; init; }

    [Description("The profile's name; tls-server when absent.")]
    public string? Profile { get; init; }

    [Description("A PKCS#10 request (RFC 2986): PEM, or DER in base64.")]
    public string? Csr { get; init; }

    [Description("Instead of csr: generate a key.")]
    public KeyBody? Key { get; init; }

    [Description("Protects the generated key; required with key, refused without.")]
    public string? Password { get; init; }

    [Description("With key: pkcs12 (when absent), pkcs12_legacy for old programs, pem (an encrypted private_key) or jks.")]
    public string? Format { get; init; }

    [Description("Notes for people and for searching; no part of the certificate.")]
    public Dictionary<string, string>? Labels { get; init; }

    [Description("Whom to ask about it.")]
    public string? Owner { get; init; }

    public string? Notes { get; init; }

    [Description("A distinguished name (RFC 4514); replaces the one of the csr.")]
    public string? Subject { get; init; }

    [Description("Subject alternative names; replace those of the csr. A DNS name or IP address as it is, or with a kind in front: dns: ip: email: uri: upn:.")]
    public string[]? Names { get; init; }

    [JsonPropertyName("not_before")]
    public DateTimeOffset? NotBefore { get; init; }

    [JsonPropertyName("not_after")]
    public DateTimeOffset? NotAfter { get; init; }
}

internal sealed class KeyBody
{
    [Description("rsa-2048, rsa-3072, rsa-4096, ecdsa-p256, ecdsa-p384, ecdsa-p521 or ed25519; the profile's default_key when absent.")]
    public string? Algorithm { get; init; }
}

internal sealed class RevokeBody
{
    [Description("unspecified, keyCompromise, affiliationChanged, superseded, cessationOfOperation, certificateHold or privilegeWithdrawn (RFC 5280 §5.3.1).")]
    public string? Reason { get; init; }

    [JsonPropertyName("invalidity_date")]
    [Description("When the key is believed to have been lost (RFC 5280 §5.3.2).")]
    public DateTimeOffset? InvalidityDate { get; init; }
}

internal sealed record CertificateAnswer
{
    [Description("Authority and serial, such as issuing.01ab….")]
    public required string Id { get; init; }

    [Description("Lower-case hex.")]
    public required string Serial { get; init; }

    public required string Authority { get; init; }

    [Description("valid, expired, revoked, on_hold, voided or reserved, at the time of the answer.")]
    public required string Status { get; init; }

    public required string Profile { get; init; }

    [JsonPropertyName("profile_version")]
    [Description("The version of the profile that it was issued by; 0 or absent when that is not known.")]
    public long? ProfileVersion { get; init; }

    [JsonPropertyName("ignored_extensions")]
    [Description("The requested extensions that it does not have as they were asked for, by name or OID.")]
    public string[] IgnoredExtensions { get; init; } = [];

    public required string Subject { get; init; }

    [Description("The issuer's distinguished name; not in lists.")]
    public string? Issuer { get; init; }

    [Description("With their kind in front, such as dns:www.example.com.")]
    public required string[] Names { get; init; }

    [JsonPropertyName("not_before")]
    public required DateTimeOffset NotBefore { get; init; }

    [JsonPropertyName("not_after")]
    public required DateTimeOffset NotAfter { get; init; }

    [JsonPropertyName("created_at")]
    public DateTimeOffset? CreatedAt { get; init; }

    public string? Requester { get; init; }

    [JsonPropertyName("key_sha256")]
    [Description("SHA-256 of the SubjectPublicKeyInfo, lower-case hex.")]
    public string? KeySha256 { get; init; }

    [Description("The public key; not in lists.")]
    public CertificateKeyAnswer? Key { get; init; }

    [JsonPropertyName("key_usage")]
    [Description("Such as digitalSignature (RFC 5280 §4.2.1.3); not in lists.")]
    public string[]? KeyUsage { get; init; }

    [JsonPropertyName("extended_key_usage")]
    [Description("Dotted OIDs, such as 1.3.6.1.5.5.7.3.1 for serverAuth; not in lists.")]
    public IReadOnlyList<string>? ExtendedKeyUsage { get; init; }

    [Description("Of the whole certificate; not in lists.")]
    public FingerprintsAnswer? Fingerprints { get; init; }

    public RevocationAnswer? Revocation { get; init; }

    [Description("How its request came in: rest, console, acme, scep, est, cmp or system.")]
    public string? Channel { get; init; }

    public SortedDictionary<string, string>? Labels { get; init; }

    public string? Owner { get; init; }

    public string? Notes { get; init; }

    [Description("The certificate whose successor it is.")]
    public string? Renews { get; init; }

    [JsonPropertyName("renewed_by")]
    [Description("Its newest successor; not in lists.")]
    public string? RenewedBy { get; init; }

    [Description("PEM; not in lists.")]
    public string? Certificate { get; init; }

    [Description("The issuers as PEM, nearest first, the root last; not in lists.")]
    public string? Chain { get; init; }

    [Description("Certificate, chain and the generated key, base64. This is the only time it is given.")]
    public string? Pkcs12 { get; init; }

    [JsonPropertyName("private_key")]
    [Description("With format pem: the generated key as PEM, encrypted under the password. This is the only time it is given.")]
    public string? PrivateKey { get; init; }

    [Description("With format jks: a Java keystore, base64. This is the only time it is given.")]
    public string? Jks { get; init; }

    [JsonPropertyName("private_key_available")]
    [Description("Only where a key was to be generated: true with pkcs12, private_key or jks; false when the request was answered before, because a key is given once.")]
    public bool? PrivateKeyAvailable { get; init; }

    [Description("A sentence about this answer, such as why there is no private key in it.")]
    public string? Note { get; init; }
}

internal sealed record CertificateKeyAnswer
{
    [Description("rsa, ec or ed25519.")]
    public required string Algorithm { get; init; }

    [Description("Bits: the modulus' for RSA, the field's for EC.")]
    public required int Size { get; init; }

    [Description("P-256, P-384 or P-521; absent for other kinds.")]
    public string? Curve { get; init; }
}

internal sealed record FingerprintsAnswer
{
    [Description("Lower-case hex.")]
    public required string Sha256 { get; init; }

    [Description("Lower-case hex; for comparing with what other programs show, not for trusting.")]
    public required string Sha1 { get; init; }
}

internal sealed class RevocationAnswer
{
    [Description("The certificate; absent inside a certificate.")]
    public string? Id { get; init; }

    public string? Status { get; init; }

    [JsonPropertyName("revoked_at")]
    public required DateTimeOffset RevokedAt { get; init; }

    public required string Reason { get; init; }

    [Description("The place in the order of revocations; whoever is current to it shows this one.")]
    public required long Sequence { get; init; }

    [JsonPropertyName("invalidity_date")]
    public DateTimeOffset? InvalidityDate { get; init; }
}
