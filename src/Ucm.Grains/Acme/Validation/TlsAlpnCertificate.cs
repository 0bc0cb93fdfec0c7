using System.Formats.Asn1;
using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using Ucm.Grains.Interfaces.Certificates;

namespace Ucm.Grains.Acme.Validation;

/// <summary>
/// The certificate that proves a name in tls-alpn-01 (RFC 8737 §3): self-signed, for that name alone, with the critical extension acmeIdentifier.
/// </summary>
internal static class TlsAlpnCertificate
{
    private const string AcmeIdentifier = "1.3.6.1.5.5.7.1.31";
    private const string SubjectAlternativeName = "2.5.29.17";
    private const int DnsTag = 2;
    private const int IpTag = 7;

    /// <summary>A clause, or null when it proves the name. Any octets may be given.</summary>
    public static string? Fault(byte[] der, SubjectName identifier, byte[] digest)
    {
        try
        {
            using var certificate = X509CertificateLoader.LoadCertificate(der);
            return SelfSignedFault(certificate) ?? NameFault(certificate, identifier) ?? DigestFault(certificate, digest);
        }
        catch (Exception fault) when (fault is CryptographicException or AsnContentException or ArgumentException)
        {
            return "its certificate cannot be read";
        }
    }

    private static string? SelfSignedFault(X509Certificate2 certificate) =>
        certificate.SubjectName.RawData.AsSpan().SequenceEqual(certificate.IssuerName.RawData)
            ? null
            : "its certificate is not self-signed: the one for the site was sent, not one made for this challenge";

    private static string? NameFault(X509Certificate2 certificate, SubjectName identifier)
    {
        if (Only(certificate, SubjectAlternativeName, "subjectAltName", out var extension) is { } fault)
        {
            return fault;
        }

        List<(int Tag, byte[] Octets)> names;
        try
        {
            names = ReadNames(extension!.RawData);
        }
        catch (AsnContentException)
        {
            return "the extension subjectAltName of its certificate is malformed";
        }

        if (names.Count != 1)
        {
            return $"its certificate has {names.Count} subjectAltNames and not {identifier.Value} alone";
        }

        var (tag, octets) = names[0];
        var isRight = identifier.Kind == SubjectNameKind.Ip
            ? tag == IpTag && octets.AsSpan().SequenceEqual(IPAddress.Parse(identifier.Value).GetAddressBytes())
            : tag == DnsTag && Encoding.ASCII.GetString(octets).Equals(identifier.Value, StringComparison.OrdinalIgnoreCase);
        var kind = identifier.Kind == SubjectNameKind.Ip ? "iPAddress" : "dNSName";
        return isRight ? null : $"the subjectAltName of its certificate is {Shown(tag, octets)} and not the {kind} {identifier.Value}";
    }

    private static string? DigestFault(X509Certificate2 certificate, byte[] digest)
    {
        if (Only(certificate, AcmeIdentifier, "acmeIdentifier (1.3.6.1.5.5.7.1.31)", out var extension) is { } fault)
        {
            return fault;
        }

        if (!extension!.Critical)
        {
            return "the extension acmeIdentifier of its certificate is not critical";
        }

        byte[] value;
        try
        {
            var reader = new AsnReader(extension.RawData, AsnEncodingRules.DER);
            value = reader.ReadOctetString();
            reader.ThrowIfNotEmpty();
        }
        catch (AsnContentException)
        {
            return "the extension acmeIdentifier of its certificate is malformed: it must be an OCTET STRING of 32 octets";
        }

        if (value.Length != SHA256.HashSizeInBytes)
        {
            return $"the extension acmeIdentifier of its certificate has {value.Length} octets and not the 32 of a SHA-256 digest";
        }

        return CryptographicOperations.FixedTimeEquals(value, digest)
            ? null
            : "the extension acmeIdentifier of its certificate has the digest of another key authorization (an older challenge, or another account's)";
    }

    private static string? Only(X509Certificate2 certificate, string oid, string name, out X509Extension? extension)
    {
        X509Extension[] found = [.. certificate.Extensions.Where(one => one.Oid?.Value == oid)];
        extension = found.FirstOrDefault();
        return found.Length switch
        {
            0 => $"its certificate lacks the extension {name}",
            1 => null,
            _ => $"its certificate has the extension {name} more than once",
        };
    }

    private static List<(int Tag, byte[] Octets)> ReadNames(byte[] value)
    {
        List<(int Tag, byte[] Octets)> names = [];
        var outer = new AsnReader(value, AsnEncodingRules.DER);
        var inner = outer.ReadSequence();
        outer.ThrowIfNotEmpty();
        while (inner.HasData)
        {
            var tag = inner.PeekTag();
            names.Add(tag is { TagClass: TagClass.ContextSpecific, IsConstructed: false }
                ? (tag.TagValue, inner.ReadOctetString(tag))
                : (-1, inner.ReadEncodedValue().ToArray()));
        }

        return names;
    }

    private static string Shown(int tag, byte[] octets) => tag switch
    {
        DnsTag => $"the dNSName {KeyAuthorizationText.Shown(octets)}",
        IpTag when octets.Length is 4 or 16 => $"the iPAddress {new IPAddress(octets)}",
        _ => "of another kind",
    };
}
