using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;
using Ucm.Pki.Asn1;

namespace Ucm.Pki.X509;

/// <summary>A certificate that was read (RFC 5280 §4.1). All memory refers to <see cref="Der"/>, which nobody may change.</summary>
public sealed class ParsedCertificate
{
    internal ParsedCertificate()
    {
    }

    public required ReadOnlyMemory<byte> Der { get; init; }

    /// <summary>TBSCertificate, what is signed.</summary>
    public required ReadOnlyMemory<byte> Tbs { get; init; }

    /// <summary>AlgorithmIdentifier outside the TBS, DER.</summary>
    public required ReadOnlyMemory<byte> SignatureAlgorithm { get; init; }

    /// <summary>AlgorithmIdentifier inside the TBS, DER.</summary>
    public required ReadOnlyMemory<byte> TbsSignatureAlgorithm { get; init; }

    public required ReadOnlyMemory<byte> Signature { get; init; }

    /// <summary>1, 2 or 3.</summary>
    public required int Version { get; init; }

    /// <summary>Contents of the INTEGER, big-endian two's complement as encoded: may begin with a zero octet.</summary>
    public required ReadOnlyMemory<byte> SerialNumber { get; init; }

    public required DistinguishedName Issuer { get; init; }

    public required DistinguishedName Subject { get; init; }

    public required DateTimeOffset NotBefore { get; init; }

    /// <summary>The last second of validity (RFC 5280 §4.1.2.5).</summary>
    public required DateTimeOffset NotAfter { get; init; }

    /// <summary>DER; parse it with <see cref="Keys.PublicKeyInfo"/>.</summary>
    public required ReadOnlyMemory<byte> SubjectPublicKeyInfo { get; init; }

    public required IReadOnlyList<CertificateExtension> Extensions { get; init; }

    /// <summary>subjectAltNames of the kinds that are issued, as they are written.</summary>
    public IReadOnlyList<GeneralName> Names { get; internal set; } = [];

    /// <summary>How many subjectAltNames are of other kinds.</summary>
    public int OtherNames { get; internal set; }

    /// <summary>Null when absent.</summary>
    public ReadOnlyMemory<byte>? SubjectKeyIdentifier { get; internal set; }

    /// <summary>The keyIdentifier of authorityKeyIdentifier; null when absent.</summary>
    public ReadOnlyMemory<byte>? AuthorityKeyIdentifier { get; internal set; }

    /// <summary>basicConstraints cA.</summary>
    public bool IsAuthority { get; internal set; }

    /// <summary>pathLenConstraint; null for none.</summary>
    public int? PathLength { get; internal set; }

    /// <summary>Null when the extension is absent.</summary>
    public KeyUsages? KeyUsage { get; internal set; }

    /// <summary>OIDs; empty when the extension is absent.</summary>
    public IReadOnlyList<string> ExtendedKeyUsage { get; internal set; } = [];

    /// <summary>OIDs; empty when the extension is absent.</summary>
    public IReadOnlyList<string> Policies { get; internal set; } = [];

    public NameConstraints? NameConstraints { get; internal set; }

    /// <summary>URIs of the distribution points' full names.</summary>
    public IReadOnlyList<string> CrlUrls { get; internal set; } = [];

    public IReadOnlyList<string> OcspUrls { get; internal set; } = [];

    public IReadOnlyList<string> CaIssuersUrls { get; internal set; } = [];

    /// <summary>id-pkix-ocsp-nocheck (RFC 6960 §4.2.2.2.1).</summary>
    public bool HasOcspNoCheck { get; internal set; }

    /// <summary>Strict DER; extensions known here must be well-formed and none may come twice. Faults: Malformed.</summary>
    public static bool TryParse(ReadOnlyMemory<byte> der, [NotNullWhen(true)] out ParsedCertificate? certificate, [NotNullWhen(false)] out PkiFault? fault) =>
        Decoding.TryDecode("certificate", der, CertificateReader.Read, out certificate, out fault);

    /// <summary>For certificates of our own making or keeping.</summary>
    /// <exception cref="CryptographicException">Not a certificate.</exception>
    public static ParsedCertificate Parse(ReadOnlyMemory<byte> der) =>
        TryParse(der, out var certificate, out var fault) ? certificate : throw new CryptographicException(fault.Detail);

    /// <summary>What is about to be signed, read as the certificate that it would be; its signature is empty. For a TBSCertificate of our own making.</summary>
    /// <exception cref="CryptographicException">Not a TBSCertificate.</exception>
    public static ParsedCertificate ParseToBeSigned(ReadOnlyMemory<byte> tbs)
    {
        var reader = Decoding.Sequence(tbs);
        reader.ReadEncodedValue();
        reader.ReadEncodedValue();
        return Parse(CertificateAssembler.Assemble(tbs.Span, reader.ReadEncodedValue().Span, []));
    }

    public CertificateExtension? FindExtension(string oid)
    {
        foreach (var extension in Extensions)
        {
            if (extension.Oid == oid)
            {
                return extension;
            }
        }

        return null;
    }
}
