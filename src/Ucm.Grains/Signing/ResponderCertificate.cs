using System.Formats.Asn1;
using Ucm.Pki.X509;

namespace Ucm.Grains.Signing;

/// <summary>What a suspended authority's key is lent for is looked at, not believed: it could be any certificate.</summary>
internal static class ResponderCertificate
{
    /// <summary>Any will do: it is not what is looked at.</summary>
    private static ReadOnlySpan<byte> Algorithm => [0x30, 0x0a, 0x06, 0x08, 0x2a, 0x86, 0x48, 0xce, 0x3d, 0x04, 0x03, 0x02];

    /// <summary>No authority, usable for signing OCSP responses (RFC 6960 §4.2.2.2) and for nothing else.</summary>
    public static bool IsOne(ReadOnlySpan<byte> toBeSigned) =>
        AsnDecoder.TryReadEncodedValue(toBeSigned, AsnEncodingRules.DER, out _, out _, out _, out var consumed) && consumed == toBeSigned.Length
        && ParsedCertificate.TryParse(CertificateAssembler.Assemble(toBeSigned, Algorithm, [0]), out var certificate, out _)
        && certificate is { IsAuthority: false, HasOcspNoCheck: true, ExtendedKeyUsage: [ExtendedKeyUsages.OcspSigning] };
}
