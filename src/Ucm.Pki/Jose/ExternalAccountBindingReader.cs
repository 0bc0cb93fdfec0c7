using System.Text;
using System.Text.Json;

namespace Ucm.Pki.Jose;

/// <summary>Reads the inner JWS of RFC 8555 §7.3.4. Each refusal says that it is about the binding: the outer JWS has members of the same names.</summary>
internal static class ExternalAccountBindingReader
{
    public static ExternalAccountBinding Read(JsonElement json)
    {
        if (json.TryGetProperty("signatures", out _) || json.TryGetProperty("header", out _))
        {
            throw Malformed("must be in flattened JSON serialization without an unprotected header");
        }

        var protectedText = json.Text("protected") ?? throw Malformed("has no \"protected\"");
        var payloadText = json.Text("payload") ?? throw Malformed("has no \"payload\"");
        if (!JoseReading.TryRead("protected header of the externalAccountBinding", json.Octets("protected"), ReadHeader, out var header, out var fault)
            || !JoseReading.TryRead("payload of the externalAccountBinding", json.Octets("payload"), JsonWebKey.Read, out var key, out fault))
        {
            throw new JoseFaultException(fault);
        }

        return new ExternalAccountBinding
        {
            Algorithm = header.Algorithm,
            KeyId = header.KeyId,
            Url = header.Url,
            AccountKey = key,
            Mac = json.Octets("signature"),
            Input = Encoding.ASCII.GetBytes($"{protectedText}.{payloadText}"),
        };
    }

    private static Header ReadHeader(JsonElement json)
    {
        if (json.TryGetProperty("crit", out _) || json.TryGetProperty("b64", out _))
        {
            throw Malformed("has extensions that are not understood (RFC 7515 §4.1.11)");
        }

        if (json.TryGetProperty("nonce", out _))
        {
            throw Malformed("must not have a nonce");
        }

        if (json.TryGetProperty("jwk", out _))
        {
            throw Malformed("must name its key as \"kid\", not carry one as \"jwk\"");
        }

        var name = json.Text("alg") ?? throw Malformed("has no \"alg\"");
        var algorithm = HmacAlgorithm.Find(name)
            ?? throw new JoseFaultException(
                JoseFaultKind.Algorithm, $"The algorithm of the externalAccountBinding is not accepted; use one of {string.Join(", ", HmacAlgorithm.All)}.");
        var keyId = json.Text("kid") ?? throw Malformed("has no \"kid\"");
        var url = json.Text("url") ?? throw Malformed("has no \"url\"");
        return new Header(algorithm, keyId, url);
    }

    private static JoseFaultException Malformed(string detail) => new(JoseFaultKind.Malformed, $"The externalAccountBinding {detail} (RFC 8555 §7.3.4).");

    private sealed record Header(HmacAlgorithm Algorithm, string KeyId, string Url);
}
