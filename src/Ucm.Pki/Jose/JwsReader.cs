using System.Text;
using System.Text.Json;

namespace Ucm.Pki.Jose;

/// <summary>Reads the flattened JSON serialization (RFC 7515 §7.2.2) as RFC 8555 §6.2 narrows it.</summary>
internal static class JwsReader
{
    public static JwsMessage Read(JsonElement json)
    {
        if (json.TryGetProperty("signatures", out _))
        {
            throw Malformed("The JWS must have one signature, in flattened JSON serialization (RFC 8555 §6.2).");
        }

        if (json.TryGetProperty("header", out _))
        {
            throw Malformed("The JWS must not have an unprotected header (RFC 8555 §6.2).");
        }

        var protectedText = json.Text("protected") ?? throw Malformed("The JWS has no protected header.");
        var payloadText = json.Text("payload") ?? throw Malformed("The JWS has no payload.");
        if (!JoseReading.TryRead("protected header", json.Octets("protected"), ReadHeader, out var header, out var fault))
        {
            throw new JoseFaultException(fault);
        }

        return new JwsMessage
        {
            Algorithm = header.Algorithm,
            Key = header.Key,
            KeyId = header.KeyId,
            Nonce = header.Nonce,
            Url = header.Url,
            Payload = json.Octets("payload"),
            Signature = json.Octets("signature"),
            SigningInput = Encoding.ASCII.GetBytes($"{protectedText}.{payloadText}"),
        };
    }

    private static Header ReadHeader(JsonElement json)
    {
        if (json.TryGetProperty("crit", out _) || json.TryGetProperty("b64", out _))
        {
            throw Malformed("The protected header has extensions that are not understood (RFC 7515 §4.1.11).");
        }

        var name = json.Text("alg") ?? throw Malformed("The protected header has no \"alg\".");
        var algorithm = JwsAlgorithm.Find(name)
            ?? throw new JoseFaultException(JoseFaultKind.Algorithm, $"The algorithm is not accepted; use one of {string.Join(", ", JwsAlgorithm.All)}.");
        var key = json.TryGetProperty("jwk", out var jwk) ? JsonWebKey.Read(jwk) : null;
        var keyId = json.Text("kid");
        if (key is null == keyId is null)
        {
            throw Malformed("The protected header must have exactly one of \"jwk\" and \"kid\" (RFC 8555 §6.2).");
        }

        var url = json.Text("url") ?? throw Malformed("The protected header has no \"url\".");
        return new Header(algorithm, key, keyId, json.Text("nonce"), url);
    }

    private static JoseFaultException Malformed(string detail) => new(JoseFaultKind.Malformed, detail);

    private sealed record Header(JwsAlgorithm Algorithm, JsonWebKey? Key, string? KeyId, string? Nonce, string Url);
}
