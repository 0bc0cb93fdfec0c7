using System.Security.Cryptography;
using System.Text;
using Ucm.Fuzz.Mutation;
using Ucm.Pki.Jose;
using Ucm.Pki.Keys;

namespace Ucm.Fuzz.Targets;

/// <summary>Flattened JWS as ACME takes them, verified with the key inside or a known one.</summary>
internal static class JwsTarget
{
    private static readonly PublicKeyInfo Known = PublicKeyInfo.Parse(Samples.RootKey.SubjectPublicKeyInfo);

    public static FuzzTarget Create() => new("jws", [WithKey(), WithKeyId(), Rsa()], new JsonMutator(), Accept);

    private static bool Accept(byte[] input)
    {
        _ = JsonWebKey.TryParse(input, out _, out _);
        if (!JwsMessage.TryParse(input, out var message, out _))
        {
            return false;
        }

        using var verifier = new JwsVerifier(message.Key?.PublicKey ?? Known);
        return verifier.Verify(message);
    }

    private static byte[] WithKey() => Sign($"\"alg\":\"ES256\",\"jwk\":{JsonWebKey.From(Known).Canonical}", SignKnown);

    private static byte[] WithKeyId() => Sign("\"alg\":\"ES256\",\"kid\":\"https://ca.example.com/acme/account/1\"", SignKnown);

    private static byte[] Rsa()
    {
        using var key = RSA.Create(2048);
        var publicKey = PublicKeyInfo.Parse(key.ExportSubjectPublicKeyInfo());
        return Sign($"\"alg\":\"RS256\",\"jwk\":{JsonWebKey.From(publicKey).Canonical}", data => key.SignData(data, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1));
    }

    private static byte[] SignKnown(byte[] data)
    {
        using var key = ECDsa.Create();
        var pkcs8 = SigningKeys.ExportPkcs8(Samples.RootKey);
        key.ImportPkcs8PrivateKey(pkcs8, out _);
        CryptographicOperations.ZeroMemory(pkcs8);
        return key.SignData(data, HashAlgorithmName.SHA256, DSASignatureFormat.IeeeP1363FixedFieldConcatenation);
    }

    private static byte[] Sign(string header, Func<byte[], byte[]> sign)
    {
        var protectedHeader = Base64UrlText.Encode(Encoding.UTF8.GetBytes($"{{{header},\"nonce\":\"AAAAAAAAAAAAAAAA\",\"url\":\"https://ca.example.com/acme/new-order\"}}"));
        var payload = Base64UrlText.Encode("{\"identifiers\":[{\"type\":\"dns\",\"value\":\"www.example.com\"}]}"u8);
        var signature = Base64UrlText.Encode(sign(Encoding.ASCII.GetBytes($"{protectedHeader}.{payload}")));
        return Encoding.UTF8.GetBytes($"{{\"protected\":\"{protectedHeader}\",\"payload\":\"{payload}\",\"signature\":\"{signature}\"}}");
    }
}
