using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Ucm.Pki.Keys;

namespace Ucm.Pki.Jose;

/// <summary>A public key as JWK (RFC 7517; RFC 7518 §6.2, §6.3; RFC 8037 §2): RSA, P-256, P-384, P-521 or Ed25519, on its curve.</summary>
public sealed class JsonWebKey
{
    private JsonWebKey(PublicKeyInfo publicKey, string canonical)
    {
        PublicKey = publicKey;
        Canonical = canonical;
        Thumbprint = Base64UrlText.Encode(SHA256.HashData(Encoding.ASCII.GetBytes(canonical)));
    }

    public PublicKeyInfo PublicKey { get; }

    /// <summary>The required members only, in lexicographic order, without white space (RFC 7638 §3.2).</summary>
    public string Canonical { get; }

    /// <summary>SHA-256 thumbprint, base64url, 43 characters (RFC 7638).</summary>
    public string Thumbprint { get; }

    /// <summary>Faults: Malformed, PublicKey. A key with private members is refused: it is compromised.</summary>
    public static bool TryParse(ReadOnlyMemory<byte> json, [NotNullWhen(true)] out JsonWebKey? key, [NotNullWhen(false)] out JoseFault? fault) =>
        JoseReading.TryRead("key", json, Read, out key, out fault);

    /// <summary>For a key known as SubjectPublicKeyInfo.</summary>
    public static JsonWebKey From(PublicKeyInfo publicKey) => new(publicKey, JsonWebKeyText.Write(publicKey));

    internal static JsonWebKey Read(JsonElement json)
    {
        if (json.ValueKind != JsonValueKind.Object)
        {
            throw new JoseFaultException(JoseFaultKind.Malformed, "The key is not a JSON object.");
        }

        if (json.TryGetProperty("d", out _) || json.TryGetProperty("k", out _))
        {
            throw new JoseFaultException(JoseFaultKind.PublicKey, "The key contains private parts.");
        }

        var encoded = JsonWebKeyEncoding.ToSubjectPublicKeyInfo(json);
        return PublicKeyInfo.TryParse(encoded, out var publicKey, out var fault)
            ? From(publicKey)
            : throw new JoseFaultException(JoseFaultKind.PublicKey, fault.Detail);
    }
}
