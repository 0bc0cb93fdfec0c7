using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Ucm.Fuzz.Mutation;
using Ucm.Pki.Jose;
using Ucm.Pki.Keys;

namespace Ucm.Fuzz.Targets;

/// <summary>Flattened JWS as ACME takes them, verified with the key inside or a known one.</summary>
internal static class JwsTarget
{
    private static readonly PublicKeyInfo Known = PublicKeyInfo.Parse(Samples.RootKey.SubjectPublicKeyInfo);
    private static readonly ECDsa KnownSigner = OpenKnown();

    public static FuzzTarget Create() => new("jws", [WithKey(), WithKeyId(), Rsa()], new JsonMutator(), Accept);

    public static bool Accept(byte[] input)
    {
        _ = JsonWebKey.TryParse(input, out _, out _);
        if (!JwsMessage.TryParse(input, out var message, out _))
        {
            return false;
        }

        using var verifier = new JwsVerifier(message.Key?.PublicKey ?? Known);
        return verifier.Verify(message);
    }

    /// <summary>Protected header and payload without a signature.</summary>
    public static IEnumerable<byte[]> KnownParts => new[] { KeyHeader, KeyIdHeader }.Select(header => Parts(header, Order));

    public static IEnumerable<byte[]> KeyChangeParts => [Parts(KeyIdHeader, WithKey())];

    private static ReadOnlySpan<byte> Order => "{\"identifiers\":[{\"type\":\"dns\",\"value\":\"www.example.com\"}]}"u8;

    private static string KeyHeader => $"\"alg\":\"ES256\",\"jwk\":{JsonWebKey.From(Known).Canonical}";

    private static string KeyIdHeader => "\"alg\":\"ES256\",\"kid\":\"https://ca.example.com/acme/account/1\"";

    private static byte[] WithKey() => Sign(KeyHeader, SignKnown);

    private static byte[] WithKeyId() => Sign(KeyIdHeader, SignKnown);

    private static byte[] Rsa()
    {
        using var key = RSA.Create(2048);
        var publicKey = PublicKeyInfo.Parse(key.ExportSubjectPublicKeyInfo());
        return Sign($"\"alg\":\"RS256\",\"jwk\":{JsonWebKey.From(publicKey).Canonical}", data => key.SignData(data, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1));
    }

    public static byte[] SignKnown(byte[] data) => KnownSigner.SignData(data, HashAlgorithmName.SHA256, DSASignatureFormat.IeeeP1363FixedFieldConcatenation);

    private static ECDsa OpenKnown()
    {
        var key = ECDsa.Create();
        var pkcs8 = SigningKeys.ExportPkcs8(Samples.RootKey);
        key.ImportPkcs8PrivateKey(pkcs8, out _);
        CryptographicOperations.ZeroMemory(pkcs8);
        return key;
    }

    public static byte[] Flatten(string protectedHeader, string payload, Func<byte[], byte[]> sign)
    {
        var signature = Base64UrlText.Encode(sign(Encoding.ASCII.GetBytes($"{protectedHeader}.{payload}")));
        return Encoding.UTF8.GetBytes($"{{\"protected\":{JsonSerializer.Serialize(protectedHeader)},\"payload\":{JsonSerializer.Serialize(payload)},\"signature\":\"{signature}\"}}");
    }

    private static byte[] Sign(string header, Func<byte[], byte[]> sign) => Flatten(Protected(header), Base64UrlText.Encode(Order), sign);

    private static byte[] Parts(string header, ReadOnlySpan<byte> payload) =>
        Encoding.UTF8.GetBytes($"{{\"protected\":\"{Protected(header)}\",\"payload\":\"{Base64UrlText.Encode(payload)}\"}}");

    private static string Protected(string header) =>
        Base64UrlText.Encode(Encoding.UTF8.GetBytes($"{{{header},\"nonce\":\"AAAAAAAAAAAAAAAA\",\"url\":\"https://ca.example.com/acme/new-order\"}}"));
}
