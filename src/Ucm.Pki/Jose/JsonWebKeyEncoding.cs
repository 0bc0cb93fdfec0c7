using System.Formats.Asn1;
using System.Text.Json;
using Ucm.Pki.Asn1;

namespace Ucm.Pki.Jose;

/// <summary>From the members of a JWK to SubjectPublicKeyInfo, whose parser then decides about curve, point and size.</summary>
internal static class JsonWebKeyEncoding
{
    private const int MaxModulus = 2048;
    private const int MaxExponent = 32;

    public static byte[] ToSubjectPublicKeyInfo(JsonElement json) => json.Text("kty") switch
    {
        "EC" => Ec(json),
        "RSA" => Rsa(json),
        "OKP" => Okp(json),
        null => throw new JoseFaultException(JoseFaultKind.Malformed, "The key has no \"kty\"."),
        _ => throw new JoseFaultException(JoseFaultKind.PublicKey, "The key's type is none of EC, RSA and OKP."),
    };

    private static byte[] Ec(JsonElement json)
    {
        var (curve, octets) = json.Text("crv") switch
        {
            "P-256" => (Oids.P256, 32),
            "P-384" => (Oids.P384, 48),
            "P-521" => (Oids.P521, 66),
            _ => throw new JoseFaultException(JoseFaultKind.PublicKey, "EC keys must be on P-256, P-384 or P-521."),
        };
        var (x, y) = (json.Octets("x"), json.Octets("y"));
        if (x.Length != octets || y.Length != octets)
        {
            throw new JoseFaultException(JoseFaultKind.Malformed, $"The coordinates must have {octets} octets each.");
        }

        return Encode(Oids.EcPublicKey, writer => writer.WriteObjectIdentifier(curve), [0x04, .. x, .. y]);
    }

    private static byte[] Rsa(JsonElement json)
    {
        var (n, e) = (json.Octets("n"), json.Octets("e"));
        if (n.Length is 0 or > MaxModulus || e.Length is 0 or > MaxExponent || n[0] == 0 || e[0] == 0)
        {
            // RFC 7518 §2, Base64urlUInt: the minimum number of octets.
            throw new JoseFaultException(JoseFaultKind.Malformed, "The modulus or exponent is empty, too long, or begins with a zero octet.");
        }

        var key = new AsnWriter(AsnEncodingRules.DER);
        using (key.PushSequence())
        {
            key.WriteIntegerUnsigned(n);
            key.WriteIntegerUnsigned(e);
        }

        return Encode(Oids.Rsa, static writer => writer.WriteNull(), key.Encode());
    }

    private static byte[] Okp(JsonElement json) => json.Text("crv") == "Ed25519"
        ? Encode(Oids.Ed25519, null, json.Octets("x"))
        : throw new JoseFaultException(JoseFaultKind.PublicKey, "OKP keys must be Ed25519.");

    private static byte[] Encode(string algorithm, Action<AsnWriter>? parameters, ReadOnlySpan<byte> key)
    {
        var writer = new AsnWriter(AsnEncodingRules.DER);
        using (writer.PushSequence())
        {
            using (writer.PushSequence())
            {
                writer.WriteObjectIdentifier(algorithm);
                parameters?.Invoke(writer);
            }

            writer.WriteBitString(key);
        }

        return writer.Encode();
    }
}
