using System.Security.Cryptography;
using Ucm.Pki.Keys;

namespace Ucm.Pki.Tests.Keys;

public sealed class SigningKeyTests
{
    private static readonly byte[] Data = "to be signed"u8.ToArray();

    public static TheoryData<KeyAlgorithm> Algorithms => [.. Enum.GetValues<KeyAlgorithm>()];

    [Theory, MemberData(nameof(Algorithms))]
    public void Sign_EachAlgorithm_VerifiesAndOnlyForThatData(KeyAlgorithm algorithm)
    {
        var key = TestKeys.Get(algorithm);

        var signature = key.Sign(Data);

        var publicKey = PublicKeyInfo.Parse(key.SubjectPublicKeyInfo);
        publicKey.Verify(Data, signature, key.SignatureAlgorithm.Span).ShouldBeTrue();
        publicKey.Verify("something else"u8, signature, key.SignatureAlgorithm.Span).ShouldBeFalse();
        publicKey.Verify(Data, signature.AsSpan(1), key.SignatureAlgorithm.Span).ShouldBeFalse();
    }

    [Theory, MemberData(nameof(Algorithms))]
    public void ExportPkcs8_EachAlgorithm_IsReadByOpenSslAndByImport(KeyAlgorithm algorithm)
    {
        using var openssl = new OpenSsl();
        var key = TestKeys.Get(algorithm);

        var pkcs8 = SigningKeys.ExportPkcs8(key);

        openssl.Write("key.der", pkcs8);
        openssl.Run("pkey", "-inform", "DER", "-in", "key.der", "-pubout", "-outform", "DER", "-out", "public.der");
        File.ReadAllBytes(openssl.Path("public.der")).ShouldBe(key.SubjectPublicKeyInfo.ToArray());
        using var again = SigningKeys.Import(pkcs8);
        again.Algorithm.ShouldBe(algorithm);
        again.SubjectPublicKeyInfo.ToArray().ShouldBe(key.SubjectPublicKeyInfo.ToArray());
    }

    [Theory]
    [InlineData(KeyAlgorithm.EcdsaP256)]
    [InlineData(KeyAlgorithm.Rsa2048)]
    [InlineData(KeyAlgorithm.Ed25519)]
    public void Sign_FromManyThreads_EverySignatureVerifies(KeyAlgorithm algorithm)
    {
        var key = TestKeys.Get(algorithm);
        using var verifier = PublicKeyInfo.Parse(key.SubjectPublicKeyInfo).OpenVerifier();
        var wrong = 0;

        Parallel.For(0, 400, new ParallelOptions { MaxDegreeOfParallelism = 8 }, i =>
        {
            var data = BitConverter.GetBytes(i);
            if (!verifier.Verify(data, key.Sign(data), key.SignatureAlgorithm.Span))
            {
                Interlocked.Increment(ref wrong);
            }
        });

        wrong.ShouldBe(0);
    }

    /// <summary>RFC 8410 §10.3: the same key in version 1 and, with attributes and public key, in version 2.</summary>
    [Theory]
    [InlineData("MC4CAQAwBQYDK2VwBCIEINTuctv5E1hK1bbY8fdp+K06/nwoy/HU++CXqI9EdVhC")]
    [InlineData("MHICAQEwBQYDK2VwBCIEINTuctv5E1hK1bbY8fdp+K06/nwoy/HU++CXqI9EdVhCoB8wHQYKKoZIhvcNAQkJFDEPDA1DdXJkbGUgQ2hhaXJzgSEAGb9ECWmEzf6FQbrBZ9w7lshQhqowtrbLDFw4rXAxZuE=")]
    public void Import_Rfc8410Key_HasThePublicKeyOfTheRfc(string pkcs8)
    {
        using var key = SigningKeys.Import(Convert.FromBase64String(pkcs8));

        key.Algorithm.ShouldBe(KeyAlgorithm.Ed25519);
        Convert.ToBase64String(key.SubjectPublicKeyInfo.Span).ShouldBe("MCowBQYDK2VwAyEAGb9ECWmEzf6FQbrBZ9w7lshQhqowtrbLDFw4rXAxZuE=");
    }

    /// <summary>RFC 8032 §7.1, test 2.</summary>
    [Fact]
    public void Sign_Rfc8032Key_GivesTheSignatureOfTheRfc()
    {
        using var key = SigningKeys.Import(Convert.FromHexString("302e020100300506032b6570042204204ccd089b28ff96da9db6c346ec114e0f5b8a319f35aba624da8cf6ed4fb8a6fb"));

        var signature = Convert.ToHexStringLower(key.Sign([0x72]));

        signature.ShouldBe(
            "92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da085ac1e43e15996e458f3613d0f11d8c387b2eaeb4302aeeb00d291612bb0c00");
    }

    [Fact]
    public void Import_NotAKey_IsACryptographicException()
    {
        Should.Throw<CryptographicException>(() => SigningKeys.Import([]));
        Should.Throw<CryptographicException>(() => SigningKeys.Import([0x30, 0x03, 0x02, 0x01, 0x00]));
        Should.Throw<CryptographicException>(() => SigningKeys.Import([.. SigningKeys.ExportPkcs8(TestKeys.Get(KeyAlgorithm.Ed25519)), 0]));
    }

    [Fact]
    public void Dispose_ThenSign_Throws()
    {
        foreach (var algorithm in new[] { KeyAlgorithm.EcdsaP256, KeyAlgorithm.Ed25519 })
        {
            var key = SigningKeys.Generate(algorithm);
            key.Sign(Data);

            key.Dispose();

            Should.Throw<ObjectDisposedException>(() => key.Sign(Data));
            Should.Throw<ObjectDisposedException>(() => SigningKeys.ExportPkcs8(key));
        }
    }

    [Theory, MemberData(nameof(Algorithms))]
    public void Names_EachAlgorithm_RoundTrip(KeyAlgorithm algorithm)
    {
        KeyAlgorithms.TryParse(algorithm.ToName(), out var parsed).ShouldBeTrue();

        parsed.ShouldBe(algorithm);
        KeyAlgorithms.TryParse(algorithm.ToName().ToUpperInvariant(), out _).ShouldBeFalse();
    }
}
