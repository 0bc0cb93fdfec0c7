namespace Ucm.Pki.Linting.Reading;

/// <summary>SubjectPublicKeyInfo (RFC 5280 §4.1.2.7) as far as the rules look into it.</summary>
internal sealed class LintKey
{
    public required ReadOnlyMemory<byte> Raw { get; init; }

    public required ReadOnlyMemory<byte> Algorithm { get; init; }

    /// <summary>The parameters' whole element; empty when absent.</summary>
    public required ReadOnlyMemory<byte> Parameters { get; init; }

    /// <summary>Content of the BIT STRING, unused-bits octet included.</summary>
    public required ReadOnlyMemory<byte> BitString { get; init; }

    public ReadOnlyMemory<byte> KeyBits => BitString.IsEmpty ? BitString : BitString[1..];

    /// <summary>Content octets of the RSA modulus and exponent; empty for other keys or when they cannot be read.</summary>
    public ReadOnlyMemory<byte> Modulus { get; private set; }

    public ReadOnlyMemory<byte> Exponent { get; private set; }

    public bool IsRsa => Algorithm.Span.SequenceEqual(Oids.RsaEncryption);

    public bool IsEc => Algorithm.Span.SequenceEqual(Oids.EcPublicKey);

    public bool IsEd25519 => Algorithm.Span.SequenceEqual(Oids.Ed25519);

    /// <summary>Content octets of a named curve; empty otherwise.</summary>
    public ReadOnlyMemory<byte> Curve => Tlv.TryReadSingle(Parameters, out var curve) && curve.Tag == 0x06 ? curve.Content : default;

    public int FieldOctets => Curve.Span.SequenceEqual(Oids.P256) ? 32 : Curve.Span.SequenceEqual(Oids.P384) ? 48 : Curve.Span.SequenceEqual(Oids.P521) ? 66 : 0;

    public int ModulusBits
    {
        get
        {
            var modulus = Modulus.Span.TrimStart((byte)0);
            return modulus.IsEmpty ? 0 : (modulus.Length * 8) - (System.Numerics.BitOperations.LeadingZeroCount((uint)modulus[0]) - 24);
        }
    }

    public static LintKey? Read(Tlv element)
    {
        var reader = element.Children;
        if (element.Tag != 0x30 || !reader.TryRead(0x30, out var algorithm) || !reader.TryRead(0x03, out var bits) || !reader.AtEnd)
        {
            return null;
        }

        var inner = algorithm.Children;
        if (!inner.TryRead(0x06, out var oid))
        {
            return null;
        }

        var parameters = inner.TryRead(out var parameter) ? parameter.Raw : default;
        var key = new LintKey { Raw = element.Raw, Algorithm = oid.Content, Parameters = parameters, BitString = bits.Content };
        key.ReadRsa();
        return inner.AtEnd ? key : null;
    }

    private void ReadRsa()
    {
        if (!IsRsa || !Tlv.TryReadSingle(KeyBits, out var sequence) || sequence.Tag != 0x30)
        {
            return;
        }

        var reader = sequence.Children;
        if (reader.TryRead(0x02, out var modulus) && reader.TryRead(0x02, out var exponent) && reader.AtEnd)
        {
            Modulus = modulus.Content;
            Exponent = exponent.Content;
        }
    }
}
