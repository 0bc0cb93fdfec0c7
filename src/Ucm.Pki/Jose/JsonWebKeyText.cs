using Ucm.Pki.Keys;

namespace Ucm.Pki.Jose;

/// <summary>The one text of a key that its thumbprint is made of (RFC 7638 §3.2, RFC 8037 §2).</summary>
internal static class JsonWebKeyText
{
    public static string Write(PublicKeyInfo key)
    {
        switch (key.Kind)
        {
            case PublicKeyKind.Ec:
                var octets = (key.Bits + 7) / 8;
                var point = key.Key.Span[1..];
                return $$"""{"crv":"{{key.Curve}}","kty":"EC","x":"{{Base64UrlText.Encode(point[..octets])}}","y":"{{Base64UrlText.Encode(point[octets..])}}"}""";
            case PublicKeyKind.Rsa:
                return $$"""{"e":"{{Base64UrlText.Encode(key.Exponent.Span)}}","kty":"RSA","n":"{{Base64UrlText.Encode(key.Modulus.Span)}}"}""";
            default:
                return $$"""{"crv":"Ed25519","kty":"OKP","x":"{{Base64UrlText.Encode(key.Key.Span)}}"}""";
        }
    }
}
