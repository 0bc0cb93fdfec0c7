using System.Collections.ObjectModel;
using Ucm.Pki.Keys;
using Ucm.Pki.Linting;
using Ucm.Pki.X509;

namespace Ucm.Pki.Profiles;

/// <summary>What a kind of certificate looks like. The profile decides; a request only fills in what the profile leaves open.</summary>
public sealed record CertificateProfile
{
    /// <summary>The stable slug.</summary>
    public required string Name { get; init; }

    /// <summary>One sentence for people.</summary>
    public required string Description { get; init; }

    /// <summary>notAfter − notBefore + 1 s, when the request does not say: validity is inclusive (RFC 5280 §4.1.2.5).</summary>
    public required TimeSpan Validity { get; init; }

    /// <summary>The most that a request may ask for.</summary>
    public required TimeSpan MaximumValidity { get; init; }

    /// <summary>How long before the issuance validity begins, for clients whose clocks are slow.</summary>
    public TimeSpan Backdate { get; init; } = TimeSpan.FromHours(1);

    /// <summary>Key usage for any key.</summary>
    public required KeyUsages KeyUsage { get; init; }

    /// <summary>Added for RSA keys, which can encipher keys.</summary>
    public KeyUsages RsaKeyUsage { get; init; }

    /// <summary>Added for EC keys, which can agree on keys.</summary>
    public KeyUsages EcKeyUsage { get; init; }

    /// <summary>OIDs; empty for no extension.</summary>
    public IReadOnlyList<string> ExtendedKeyUsage { get; init; } = [];

    public bool ExtendedKeyUsageCritical { get; init; }

    /// <summary>certificatePolicies; empty for no extension.</summary>
    public IReadOnlyList<CertificatePolicy> Policies { get; init; } = [];

    /// <summary>The TLS feature status_request (RFC 7633), known as must-staple.</summary>
    public bool MustStaple { get; init; }

    /// <summary>
    /// The TLS feature status_request for requests that ask for it. Where neither is set, such a request is refused: a server relies on it (RFC 7633
    /// §4.2.3).
    /// </summary>
    public bool MustStapleOnRequest { get; init; }

    /// <summary>What becomes of a requested extension that the certificate will not have.</summary>
    public UnmetExtensions UnmetExtensions { get; init; }

    public IReadOnlyList<PublicKeyKind> AllowedKeys { get; init; } = [PublicKeyKind.Rsa, PublicKeyKind.Ec, PublicKeyKind.Ed25519];

    /// <summary>Bits of the modulus, within what <see cref="KeyPolicy"/> accepts at all.</summary>
    public int RsaMinimumBits { get; init; } = KeyPolicy.Default.MinimumRsaBits;

    public int RsaMaximumBits { get; init; } = KeyPolicy.Default.MaximumRsaBits;

    /// <summary>As in <see cref="PublicKeyInfo.Curve"/>.</summary>
    public IReadOnlyList<string> EcCurves { get; init; } = ["P-256", "P-384", "P-521"];

    /// <summary>What may stand in subject and subjectAltName.</summary>
    public required NameRules Names { get; init; }

    /// <summary>basicConstraints cA: issuing with it is an operation on authorities, with its own permission.</summary>
    public bool IsAuthority { get; init; }

    /// <summary>pathLenConstraint of an authority; null for none.</summary>
    public int? PathLength { get; init; }

    /// <summary>nameConstraints of an authority.</summary>
    public NameConstraints? NameConstraints { get; init; }

    /// <summary>Issuer and subject are the same, with the same key; no revocation URLs.</summary>
    public bool IsSelfIssued { get; init; }

    /// <summary>id-pkix-ocsp-nocheck instead of an OCSP URL (RFC 6960 §4.2.2.2.1).</summary>
    public bool OcspNoCheck { get; init; }

    /// <summary>URLs that take the place of the authority's.</summary>
    public ProfileUrls Urls { get; init; } = ProfileUrls.OfAuthority;

    /// <summary>Severities that take the place of the rules' own, by rule id; null turns a rule off.</summary>
    public IReadOnlyDictionary<string, LintSeverity?> LintSeverities { get; init; } = ReadOnlyDictionary<string, LintSeverity?>.Empty;

    /// <summary>Off where the CA/B BRs discourage it (§7.1.2.7.6, subscriber certificates).</summary>
    public bool IncludeSubjectKeyIdentifier { get; init; } = true;
}
