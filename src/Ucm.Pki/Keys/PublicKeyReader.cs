using System.Formats.Asn1;
using Ucm.Pki.Asn1;

namespace Ucm.Pki.Keys;

/// <summary>Decodes SubjectPublicKeyInfo (RFC 3279 §2.3, RFC 5480 §2, RFC 8410 §4).</summary>
internal static class PublicKeyReader
{
    private const int MaxRsaBits = 16384;

    public static PublicKeyInfo Read(ReadOnlyMemory<byte> der)
    {
        var info = Decoding.Sequence(der);
        var algorithm = info.ReadSequence();
        var key = info.ReadOctetAlignedBitString();
        info.ThrowIfNotEmpty();
        var oid = algorithm.ReadObjectIdentifier();
        switch (oid)
        {
            case Oids.Rsa:
                algorithm.ReadNull();
                algorithm.ThrowIfNotEmpty();
                return ReadRsa(der, key);
            case Oids.EcPublicKey:
                return ReadEc(der, algorithm, key);
            case Oids.Ed25519:
                algorithm.ThrowIfNotEmpty();
                return ReadEd25519(der, key);
            default:
                throw new PkiFaultException(PkiFaultKind.UnsupportedKey, $"Public keys of algorithm {oid} are not supported.");
        }
    }

    private static PublicKeyInfo ReadRsa(ReadOnlyMemory<byte> der, ReadOnlyMemory<byte> key)
    {
        var sequence = Decoding.Sequence(key);
        var modulus = ReadPositive(sequence);
        var exponent = ReadPositive(sequence);
        sequence.ThrowIfNotEmpty();
        var bits = (8 * modulus.Length) - byte.LeadingZeroCount(modulus.Span[0]);
        return bits > MaxRsaBits
            ? throw new PkiFaultException(PkiFaultKind.UnsupportedKey, $"RSA keys of more than {MaxRsaBits} bits are not supported.")
            : new PublicKeyInfo(der, PublicKeyKind.Rsa, bits, null, key) { Modulus = modulus, Exponent = exponent };
    }

    private static ReadOnlyMemory<byte> ReadPositive(AsnReader reader)
    {
        var value = reader.ReadIntegerBytes();
        if (value.Span[0] >= 0x80)
        {
            throw PkiMalformed();
        }

        value = value[(value.Length - value.Span.TrimStart((byte)0).Length)..];
        return value.IsEmpty ? throw PkiMalformed() : value;
    }

    private static PublicKeyInfo ReadEc(ReadOnlyMemory<byte> der, AsnReader algorithm, ReadOnlyMemory<byte> point)
    {
        if (!algorithm.HasData || algorithm.PeekTag() != Asn1Tag.ObjectIdentifier)
        {
            throw new PkiFaultException(PkiFaultKind.UnsupportedKey, "EC keys must name their curve.");
        }

        var curve = PrimeCurve.Find(algorithm.ReadObjectIdentifier())
            ?? throw new PkiFaultException(PkiFaultKind.UnsupportedKey, "EC keys must be on P-256, P-384 or P-521.");
        algorithm.ThrowIfNotEmpty();
        if (point.Length != 1 + (2 * curve.Octets) || point.Span[0] != 0x04)
        {
            throw new PkiFaultException(PkiFaultKind.UnsupportedKey, "EC points must be uncompressed and of the curve's length.");
        }

        return curve.Contains(point.Span[1..])
            ? new PublicKeyInfo(der, PublicKeyKind.Ec, curve.Bits, curve.Name, point)
            : throw new PkiFaultException(PkiFaultKind.WeakKey, $"The point is not on {curve.Name}.");
    }

    private static PublicKeyInfo ReadEd25519(ReadOnlyMemory<byte> der, ReadOnlyMemory<byte> key) => key.Length == 32
        ? new PublicKeyInfo(der, PublicKeyKind.Ed25519, 256, null, key)
        : throw PkiMalformed();

    private static PkiFaultException PkiMalformed() => new(PkiFaultKind.Malformed, "The public key is malformed.");
}
