using System.Security.Cryptography;
using Ucm.Pki.Keys;

namespace Ucm.Pki.Tests.Crl;

/// <summary>Signing what was hashed as it streamed is signing the bytes.</summary>
public sealed class DigestSigningTests
{
    private static readonly byte[] Data = RandomNumberGenerator.GetBytes(1000);

    [Theory]
    [InlineData(KeyAlgorithm.Rsa2048)]
    [InlineData(KeyAlgorithm.EcdsaP256)]
    [InlineData(KeyAlgorithm.EcdsaP384)]
    [InlineData(KeyAlgorithm.EcdsaP521)]
    public void SignDigest_HashOfData_VerifiesAsASignatureOfTheData(KeyAlgorithm algorithm)
    {
        using var key = SigningKeys.Generate(algorithm);
        var hash = key.Digest.ShouldNotBeNull();
        hash.ShouldBe(algorithm.Digest()!.Value);
        var digest = CryptographicOperations.HashData(hash, Data);
        using var verifier = PublicKeyInfo.Parse(key.SubjectPublicKeyInfo).OpenVerifier();

        var signature = key.SignDigest(digest);

        verifier.Verify(Data, signature, key.SignatureAlgorithm.Span).ShouldBeTrue();
        verifier.VerifyDigest(digest, key.Sign(Data), key.SignatureAlgorithm.Span).ShouldBeTrue();
        digest[0] ^= 1;
        verifier.VerifyDigest(digest, signature, key.SignatureAlgorithm.Span).ShouldBeFalse();
        verifier.VerifyDigest(digest.AsSpan(1), signature, key.SignatureAlgorithm.Span).ShouldBeFalse();
    }

    [Fact]
    public void SignDigest_Ed25519_IsNotSupported()
    {
        using var key = TestCrls.Key();
        using var verifier = PublicKeyInfo.Parse(key.SubjectPublicKeyInfo).OpenVerifier();

        key.Digest.ShouldBeNull();
        KeyAlgorithm.Ed25519.Digest().ShouldBeNull();
        Should.Throw<NotSupportedException>(() => key.SignDigest(new byte[32]));
        verifier.VerifyDigest(new byte[32], key.Sign(Data), key.SignatureAlgorithm.Span).ShouldBeFalse();
    }
}
