using Ucm.Pki.Asn1;
using Ucm.Pki.Keys;

namespace Ucm.Pki.Ocsp;

/// <summary>PreferredSignatureAlgorithms (RFC 6960 §4.4.7.1): which signature a client can check, its first choice first.</summary>
public static class OcspPreferredAlgorithms
{
    private static ReadOnlySpan<byte> EcdsaSha256 => [0x2a, 0x86, 0x48, 0xce, 0x3d, 0x04, 0x03, 0x02];

    private static ReadOnlySpan<byte> EcdsaSha384 => [0x2a, 0x86, 0x48, 0xce, 0x3d, 0x04, 0x03, 0x03];

    private static ReadOnlySpan<byte> EcdsaSha512 => [0x2a, 0x86, 0x48, 0xce, 0x3d, 0x04, 0x03, 0x04];

    private static ReadOnlySpan<byte> RsaSha256 => [0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x01, 0x0b];

    /// <summary>The first of the client's choices that one of the keys makes signatures of (RFC 6960 §4.4.7.2); the first key when there is none or nothing was asked for.</summary>
    /// <param name="preferred">As of <see cref="OcspRequest.PreferredAlgorithms"/>.</param>
    /// <param name="keys">At least one.</param>
    public static KeyAlgorithm Choose(ReadOnlySpan<byte> preferred, ReadOnlySpan<KeyAlgorithm> keys)
    {
        var reader = new DerSpanReader(preferred);
        while (!reader.IsEmpty && TryReadOne(ref reader, out var oid))
        {
            foreach (var key in keys)
            {
                if (oid.SequenceEqual(OidOf(key)))
                {
                    return key;
                }
            }
        }

        return keys[0];
    }

    /// <summary>The elements of the list; false when it is empty or broken.</summary>
    internal static bool TryRead(ReadOnlySpan<byte> value, out ReadOnlySpan<byte> preferred)
    {
        var outer = new DerSpanReader(value);
        if (!outer.TryRead(DerSpanReader.Sequence, out preferred) || !outer.IsEmpty || preferred.IsEmpty)
        {
            return false;
        }

        var reader = new DerSpanReader(preferred);
        while (!reader.IsEmpty)
        {
            if (!TryReadOne(ref reader, out _))
            {
                return false;
            }
        }

        return true;
    }

    private static bool TryReadOne(scoped ref DerSpanReader list, out ReadOnlySpan<byte> oid)
    {
        oid = default;
        if (!list.TryRead(DerSpanReader.Sequence, out var one))
        {
            return false;
        }

        var fields = new DerSpanReader(one);
        return fields.TryRead(DerSpanReader.Sequence, out var signature) && fields.TryReadOptional(DerSpanReader.Sequence, out _) && fields.IsEmpty
            && new DerSpanReader(signature).TryRead(DerSpanReader.Oid, out oid) && !oid.IsEmpty;
    }

    /// <summary>Of the signatures that a responder with this key makes (<see cref="ISigningKey.SignatureAlgorithm"/>).</summary>
    private static ReadOnlySpan<byte> OidOf(KeyAlgorithm key) => key switch
    {
        KeyAlgorithm.EcdsaP256 => EcdsaSha256,
        KeyAlgorithm.EcdsaP384 => EcdsaSha384,
        KeyAlgorithm.EcdsaP521 => EcdsaSha512,
        KeyAlgorithm.Rsa2048 or KeyAlgorithm.Rsa3072 or KeyAlgorithm.Rsa4096 => RsaSha256,
        _ => [],
    };
}
