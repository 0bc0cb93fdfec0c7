using System.Formats.Asn1;
using System.Numerics;

namespace Ucm.Pki.Crl;

/// <summary>CRL numbers (RFC 5280 §5.2.3). They are read without the entries of the CRL, which may be hundreds of megabytes.</summary>
public static class CrlNumbers
{
    /// <summary>The greatest number that fits 20 octets: 2^159 − 1.</summary>
    public static readonly BigInteger Max = BigInteger.Pow(2, 159) - 1;

    private const int MaxHeader = 6;

    /// <summary>More than the extensions of a CRL ever need.</summary>
    private const int MaxExtensions = 64 * 1024;

    private static readonly Asn1Tag Extensions = new(TagClass.ContextSpecific, 0, isConstructed: true);

    /// <summary>Null when it is not a CRL that has a number from 0 to <see cref="Max"/>.</summary>
    /// <param name="crl">DER, seekable, at its beginning.</param>
    public static BigInteger? Read(Stream crl)
    {
        try
        {
            // CertificateList and TBSCertList are entered; of the latter everything before the extensions is stepped over.
            Enter(crl);
            var end = Enter(crl);
            while (crl.Position < end)
            {
                var (tag, length) = ReadHeader(crl);
                if (tag == Extensions)
                {
                    return ReadNumber(crl, length);
                }

                crl.Seek(length, SeekOrigin.Current);
            }
        }
        catch (Exception fault) when (fault is AsnContentException or EndOfStreamException)
        {
            // Whatever it is, it is no CRL.
        }

        return null;
    }

    private static long Enter(Stream crl)
    {
        var (tag, length) = ReadHeader(crl);
        return tag == Asn1Tag.Sequence ? crl.Position + length : throw new AsnContentException();
    }

    private static BigInteger? ReadNumber(Stream crl, int length)
    {
        if (length > MaxExtensions)
        {
            return null;
        }

        var content = new byte[length];
        crl.ReadExactly(content);
        var extensions = new AsnReader(content, AsnEncodingRules.DER).ReadSequence();
        while (extensions.HasData)
        {
            var extension = extensions.ReadSequence();
            if (extension.ReadObjectIdentifier() != CrlOids.CrlNumber)
            {
                continue;
            }

            if (extension.PeekTag() == Asn1Tag.Boolean)
            {
                extension.ReadBoolean();
            }

            var number = new AsnReader(extension.ReadOctetString(), AsnEncodingRules.DER).ReadInteger();
            return number.Sign >= 0 && number <= Max ? number : null;
        }

        return null;
    }

    /// <summary>Leaves the stream at the content.</summary>
    private static (Asn1Tag Tag, int Length) ReadHeader(Stream crl)
    {
        var start = crl.Position;
        Span<byte> header = stackalloc byte[MaxHeader];
        var read = crl.ReadAtLeast(header, MaxHeader, throwOnEndOfStream: false);
        var tag = Asn1Tag.Decode(header[..read], out var tagOctets);
        var length = AsnDecoder.DecodeLength(header[tagOctets..read], AsnEncodingRules.DER, out var lengthOctets) ?? throw new AsnContentException();
        crl.Position = start + tagOctets + lengthOctets;
        return (tag, length);
    }
}
