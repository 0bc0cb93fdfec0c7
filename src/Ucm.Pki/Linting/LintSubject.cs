using Ucm.Pki.Linting.Reading;
using Ucm.Pki.Profiles;

namespace Ucm.Pki.Linting;

/// <summary>A certificate read once, leniently, for all rules; extensions that cannot be decoded are listed in <see cref="Undecodable"/> and otherwise look absent.</summary>
internal sealed class LintSubject
{
    public ReadOnlyMemory<byte> Tbs { get; set; }

    /// <summary>What stopped the reader; then nothing below can be relied upon and only the encoding rules run.</summary>
    public string? Broken { get; set; }

    public DerFaults DerFaults { get; set; }

    public LintScope Scope { get; set; }

    public CertificateProfile? Profile { get; init; }

    public LintSubject? Issuer { get; init; }

    /// <summary>The encoded number: 0 is v1, 2 is v3; -1 when it is not a small integer.</summary>
    public int Version { get; set; }

    public bool WritesDefaultVersion { get; set; }

    public ReadOnlyMemory<byte> Serial { get; set; }

    public Tlv InnerAlgorithm { get; set; }

    /// <summary>Empty when only a TBSCertificate was given.</summary>
    public ReadOnlyMemory<byte> OuterAlgorithm { get; set; }

    /// <summary>Content of the signature's BIT STRING, unused-bits octet included.</summary>
    public ReadOnlyMemory<byte> Signature { get; set; }

    public LintName IssuerName { get; set; } = null!;

    public LintName SubjectName { get; set; } = null!;

    public LintTime NotBefore { get; set; }

    public LintTime NotAfter { get; set; }

    public LintKey Key { get; set; } = null!;

    public bool HasUniqueIdentifiers { get; set; }

    public bool HasExtensions { get; set; }

    public List<LintExtension> Extensions { get; set; } = [];

    public List<ExtensionKind> Undecodable { get; } = [];

    public BasicConstraintsValue? BasicConstraints { get; set; }

    public KeyUsageBits? KeyUsage { get; set; }

    /// <summary>Content of the KeyUsage BIT STRING, unused-bits octet included.</summary>
    public ReadOnlyMemory<byte> KeyUsageBitString { get; set; }

    public List<ReadOnlyMemory<byte>>? ExtendedKeyUsage { get; set; }

    public KeyPurposes Purposes { get; set; }

    public List<AlternativeName>? AlternativeNames { get; set; }

    public ReadOnlyMemory<byte>? SubjectKeyIdentifier { get; set; }

    public AuthorityKeyIdentifierValue? AuthorityKeyIdentifier { get; set; }

    public List<PolicyInformation>? Policies { get; set; }

    public List<AccessDescription>? AuthorityAccess { get; set; }

    public List<DistributionPoint>? DistributionPoints { get; set; }

    public NameConstraintsValue? NameConstraints { get; set; }

    public bool IsAuthority => BasicConstraints is { Authority: true };

    /// <summary>Validity as RFC 5280 counts it, both ends included; null when either end is no time.</summary>
    public TimeSpan? Lifetime => NotAfter.Value - NotBefore.Value + TimeSpan.FromSeconds(1);

    public bool Has(ExtensionKind kind) => Find(kind) is not null;

    public bool Uses(KeyUsageBits bits) => KeyUsage is { } usage && (usage & bits) != 0;

    public bool IsFor(KeyPurposes purposes) => (Purposes & purposes) != 0;

    public LintExtension? Find(ExtensionKind kind)
    {
        foreach (var extension in Extensions)
        {
            if (extension.Kind == kind)
            {
                return extension;
            }
        }

        return null;
    }
}
