using System.Formats.Asn1;
using Ucm.Pki.Asn1;
using Ucm.Pki.X509;

namespace Ucm.Pki.Authorities;

/// <summary>Decodes CertificateList (RFC 5280 §5.1), version 1 or 2.</summary>
internal static class ForeignCrlReader
{
    private const string ReasonCode = "2.5.29.21";
    private const string InvalidityDate = "2.5.29.24";
    private const string CertificateIssuer = "2.5.29.29";
    private const string DeltaCrlIndicator = "2.5.29.27";
    private static readonly Asn1Tag ExtensionsTag = new(TagClass.ContextSpecific, 0, isConstructed: true);

    public static ForeignCrl Read(ReadOnlyMemory<byte> der)
    {
        if (der.Length > ForeignCrl.MaxLength)
        {
            throw new PkiFaultException(PkiFaultKind.Malformed, $"The CRL is longer than {ForeignCrl.MaxLength} octets.");
        }

        var list = Decoding.Sequence(der);
        var tbs = list.PeekEncodedValue();
        var body = list.ReadSequence();
        var algorithm = list.ReadEncodedValue();
        var signature = list.ReadOctetAlignedBitString();
        list.ThrowIfNotEmpty();

        if (body.PeekTag() == Asn1Tag.Integer)
        {
            body.ReadInteger();
        }

        body.ReadSequence();
        var issuer = DistinguishedNameReader.Read(body.ReadEncodedValue());
        var thisUpdate = ReadTime(body);
        DateTimeOffset? nextUpdate = IsTime(body) ? ReadTime(body) : null;
        var entries = ReadEntries(body);
        var extensions = ReadExtensions(body);
        return new ForeignCrl
        {
            Tbs = tbs,
            SignatureAlgorithm = algorithm,
            Signature = signature,
            Issuer = issuer,
            Entries = entries,
            IsDelta = extensions.Any(static extension => extension.Oid == DeltaCrlIndicator),
            ThisUpdate = thisUpdate,
            NextUpdate = nextUpdate,
            HasCriticalExtension = extensions.Any(static extension => extension.Critical),
        };
    }

    private static List<ForeignCrlEntry> ReadEntries(AsnReader body)
    {
        var entries = new List<ForeignCrlEntry>();
        if (!body.HasData || body.PeekTag() != Asn1Tag.Sequence)
        {
            return entries;
        }

        var list = body.ReadSequence();
        while (list.HasData)
        {
            var entry = ReadEntry(list.ReadSequence());
            entries.Add(entry);

            // An entry without the extension is of the issuer of the one before (§5.3.3).
            if (entries is [.., { OfAnotherIssuer: true }, _])
            {
                entries[^1] = entry with { OfAnotherIssuer = true };
            }
        }

        return entries;
    }

    private static ForeignCrlEntry ReadEntry(AsnReader entry)
    {
        var serial = entry.ReadIntegerBytes();
        var revokedAt = ReadTime(entry);
        var (reason, invalidity, foreign) = (0, (DateTimeOffset?)null, false);
        foreach (var extension in entry.HasData ? ExtensionList.Read(entry.ReadSequence()) : [])
        {
            var value = new AsnReader(extension.Value, AsnEncodingRules.DER);
            switch (extension.Oid)
            {
                case ReasonCode:
                    reason = ReadReason(value);
                    break;
                case InvalidityDate:
                    invalidity = value.ReadGeneralizedTime();
                    break;
                case CertificateIssuer:
                    foreign = true;
                    break;
            }
        }

        entry.ThrowIfNotEmpty();
        return new ForeignCrlEntry(serial, revokedAt, reason, invalidity, foreign);
    }

    private static int ReadReason(AsnReader value)
    {
        var octets = value.ReadEnumeratedBytes().Span;
        return octets.Length == 1 ? octets[0] : -1;
    }

    private static List<CertificateExtension> ReadExtensions(AsnReader body)
    {
        List<CertificateExtension> extensions = [];
        if (body.HasData)
        {
            var wrapper = body.ReadSequence(ExtensionsTag);
            extensions = ExtensionList.Read(wrapper.ReadSequence());
            wrapper.ThrowIfNotEmpty();
        }

        body.ThrowIfNotEmpty();
        return extensions;
    }

    private static bool IsTime(AsnReader reader) => reader.HasData && (reader.PeekTag() == Asn1Tag.UtcTime || reader.PeekTag() == Asn1Tag.GeneralizedTime);

    private static DateTimeOffset ReadTime(AsnReader reader) => reader.PeekTag() == Asn1Tag.UtcTime ? reader.ReadUtcTime() : reader.ReadGeneralizedTime();
}
