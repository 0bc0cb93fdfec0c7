using System.Formats.Asn1;
using Ucm.Pki.Asn1;

namespace Ucm.Pki.X509;

/// <summary>Extensions (RFC 5280 §4.1.2.9) in DER.</summary>
internal static class ExtensionList
{
    private const int MaxCount = 64;

    /// <summary>An extension that comes twice is malformed (RFC 5280 §4.2).</summary>
    public static List<CertificateExtension> Read(AsnReader sequence)
    {
        var extensions = new List<CertificateExtension>(12);
        while (sequence.HasData)
        {
            var extension = sequence.ReadSequence();
            var oid = extension.ReadObjectIdentifier();
            var critical = extension.PeekTag() == Asn1Tag.Boolean && extension.ReadBoolean();
            var value = extension.ReadPrimitiveOctets();
            extension.ThrowIfNotEmpty();
            if (extensions.Count == MaxCount || extensions.Exists(other => other.Oid == oid))
            {
                throw new PkiFaultException(PkiFaultKind.Malformed, $"The extension {oid} comes twice, or there are too many.");
            }

            extensions.Add(new CertificateExtension(oid, critical, value));
        }

        return extensions;
    }

    public static void Write(AsnWriter writer, string oid, bool critical, ReadOnlySpan<byte> value)
    {
        using (writer.PushSequence())
        {
            writer.WriteObjectIdentifier(oid);
            if (critical)
            {
                writer.WriteBoolean(true);
            }

            writer.WriteOctetString(value);
        }
    }
}
