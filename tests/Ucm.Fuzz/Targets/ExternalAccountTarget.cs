using System.Security.Cryptography;
using System.Text;
using Ucm.Fuzz.Mutation;
using Ucm.Pki.Jose;

namespace Ucm.Fuzz.Targets;

/// <summary>The externalAccountBinding of a newAccount request, verified with a known HMAC key.</summary>
internal static class ExternalAccountTarget
{
    private static readonly byte[] Key = [.. Enumerable.Range(0, 32).Select(static octet => (byte)octet)];

    public static FuzzTarget Create() =>
        new("external-account", [.. HmacAlgorithm.All.Select(static algorithm => Sign(algorithm.Name))], new JsonMutator(), Accept);

    private static bool Accept(byte[] input) => ExternalAccountBinding.TryParse(input, out var binding, out _) && binding.Verify(Key);

    private static byte[] Sign(string algorithm)
    {
        var header = $"{{\"alg\":\"{algorithm}\",\"kid\":\"5f0c\",\"url\":\"https://ca.example.com/acme/new-account\"}}";
        var accountKey = JsonWebKey.From(Ucm.Pki.Keys.PublicKeyInfo.Parse(Samples.RootKey.SubjectPublicKeyInfo)).Canonical;
        return JwsTarget.Flatten(
            Base64UrlText.Encode(Encoding.UTF8.GetBytes(header)),
            Base64UrlText.Encode(Encoding.UTF8.GetBytes(accountKey)),
            input => algorithm switch
            {
                "HS256" => HMACSHA256.HashData(Key, input),
                "HS384" => HMACSHA384.HashData(Key, input),
                _ => HMACSHA512.HashData(Key, input),
            });
    }
}
