using System.Diagnostics.CodeAnalysis;
using System.Formats.Asn1;
using System.Numerics;
using Ucm.Pki.Keys;

namespace Ucm.Pki.Crl;

/// <summary>A CRL that was made elsewhere: its number, and whether a key signed it (RFC 5280 §5.1). Entries are not read.</summary>
public sealed class SignedCrl
{
    private readonly ReadOnlyMemory<byte> toBeSigned;
    private readonly ReadOnlyMemory<byte> algorithm;
    private readonly ReadOnlyMemory<byte> signature;

    private SignedCrl(ReadOnlyMemory<byte> toBeSigned, ReadOnlyMemory<byte> algorithm, ReadOnlyMemory<byte> signature, BigInteger? number) =>
        (this.toBeSigned, this.algorithm, this.signature, Number) = (toBeSigned, algorithm, signature, number);

    /// <summary>Null when it has none, or none from 0 to <see cref="CrlNumbers.Max"/>.</summary>
    public BigInteger? Number { get; }

    /// <summary>False when it is no CertificateList in DER.</summary>
    public static bool TryParse(ReadOnlyMemory<byte> der, [NotNullWhen(true)] out SignedCrl? crl)
    {
        crl = null;
        try
        {
            var outer = new AsnReader(der, AsnEncodingRules.DER);
            var list = outer.ReadSequence();
            outer.ThrowIfNotEmpty();
            var toBeSigned = list.ReadEncodedValue();
            var algorithm = list.ReadEncodedValue();
            var signature = list.ReadBitString(out _);
            list.ThrowIfNotEmpty();
            if (!LooksLikeCrl(toBeSigned))
            {
                return false;
            }

            using var stream = new MemoryStream(der.ToArray(), writable: false);
            crl = new SignedCrl(toBeSigned, algorithm, signature, CrlNumbers.Read(stream));
            return true;
        }
        catch (AsnContentException)
        {
            return false;
        }
    }

    /// <summary>False also when the algorithm is not accepted (SHA-1 and MD5 are not).</summary>
    public bool IsSignedBy(PublicKeyInfo key) => key.Verify(toBeSigned.Span, signature.Span, algorithm.Span);

    /// <summary>A certificate has a serial number where a CRL has its issuer or, after the version, an algorithm.</summary>
    private static bool LooksLikeCrl(ReadOnlyMemory<byte> toBeSigned)
    {
        var fields = new AsnReader(toBeSigned, AsnEncodingRules.DER).ReadSequence();
        if (fields.PeekTag() == Asn1Tag.Integer)
        {
            fields.ReadInteger();
        }

        fields.ReadSequence();
        fields.ReadSequence();
        return fields.PeekTag().TagValue is (int)UniversalTagNumber.UtcTime or (int)UniversalTagNumber.GeneralizedTime;
    }
}
