using Ucm.Pki.Keys;
using Ucm.Pki.X509;

namespace Ucm.Pki.Tests.X509;

public sealed class KeyIdentifiersTests
{
    /// <summary>RFC 7093 §2 method 1, computed by openssl over the BIT STRING's contents.</summary>
    [Theory]
    [InlineData(KeyAlgorithm.EcdsaP256, 26)]
    [InlineData(KeyAlgorithm.Ed25519, 12)]
    public void Compute_IsTheLeftmost160BitsOfSha256OverTheKey(KeyAlgorithm algorithm, int headerLength)
    {
        using var openssl = new OpenSsl();
        var spki = TestKeys.Get(algorithm).SubjectPublicKeyInfo;
        openssl.Write("key.bin", spki.Span[headerLength..]);

        var digest = openssl.Run("dgst", "-sha256", "-r", "key.bin")[..40];

        Convert.ToHexStringLower(KeyIdentifiers.Compute(spki)).ShouldBe(digest);
    }
}
