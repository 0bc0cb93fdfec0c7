using CsCheck;
using Ucm.Pki.Keys;

namespace Ucm.Pki.Tests.Keys;

public sealed class PublicKeyInfoTests
{
    [Theory]
    [InlineData(KeyAlgorithm.Rsa2048, PublicKeyKind.Rsa, 2048, null)]
    [InlineData(KeyAlgorithm.EcdsaP256, PublicKeyKind.Ec, 256, "P-256")]
    [InlineData(KeyAlgorithm.EcdsaP384, PublicKeyKind.Ec, 384, "P-384")]
    [InlineData(KeyAlgorithm.EcdsaP521, PublicKeyKind.Ec, 521, "P-521")]
    [InlineData(KeyAlgorithm.Ed25519, PublicKeyKind.Ed25519, 256, null)]
    public void TryParse_OwnKeys_ReadsKindAndSize(KeyAlgorithm algorithm, PublicKeyKind kind, int bits, string? curve)
    {
        var key = TestKeys.Public(algorithm);

        (key.Kind, key.Bits, key.Curve).ShouldBe((kind, bits, curve));
        KeyPolicy.Default.Check(key).ShouldBeNull();
    }

    [Fact]
    public void TryParse_PointOffTheCurve_IsWeak()
    {
        var der = TestKeys.Get(KeyAlgorithm.EcdsaP256).SubjectPublicKeyInfo.ToArray();
        der[^1] ^= 1;

        PublicKeyInfo.TryParse(der, out _, out var fault).ShouldBeFalse();

        fault!.Kind.ShouldBe(PkiFaultKind.WeakKey);
    }

    [Theory]
    [InlineData("genpkey -algorithm EC -pkeyopt ec_paramgen_curve:secp256k1")]
    [InlineData("genpkey -algorithm EC -pkeyopt ec_paramgen_curve:P-256 -pkeyopt ec_param_enc:explicit")]
    [InlineData("genpkey -algorithm ED448")]
    [InlineData("genpkey -algorithm X25519")]
    [InlineData("genpkey -algorithm RSA-PSS -pkeyopt rsa_keygen_bits:2048")]
    public void TryParse_KindsNotSupported_SaysSo(string generate)
    {
        using var openssl = new OpenSsl();
        openssl.Run([.. generate.Split(' '), "-out", "key.pem"]);
        openssl.Run("pkey", "-in", "key.pem", "-pubout", "-outform", "DER", "-out", "public.der");

        PublicKeyInfo.TryParse(File.ReadAllBytes(openssl.Path("public.der")), out _, out var fault).ShouldBeFalse();

        fault!.Kind.ShouldBe(PkiFaultKind.UnsupportedKey);
    }

    [Fact]
    public void TryParse_CompressedPoint_IsUnsupported()
    {
        using var openssl = new OpenSsl();
        openssl.Run("ecparam", "-name", "prime256v1", "-genkey", "-noout", "-out", "key.pem");
        openssl.Run("ec", "-in", "key.pem", "-pubout", "-conv_form", "compressed", "-outform", "DER", "-out", "public.der");

        PublicKeyInfo.TryParse(File.ReadAllBytes(openssl.Path("public.der")), out _, out var fault).ShouldBeFalse();

        fault!.Kind.ShouldBe(PkiFaultKind.UnsupportedKey);
    }

    [Fact]
    public void TryParse_BytesAfterwards_IsMalformed()
    {
        byte[] der = [.. TestKeys.Get(KeyAlgorithm.EcdsaP256).SubjectPublicKeyInfo.Span, 0];

        PublicKeyInfo.TryParse(der, out _, out var fault).ShouldBeFalse();

        fault!.Kind.ShouldBe(PkiFaultKind.Malformed);
    }

    [Theory]
    [InlineData(KeyAlgorithm.Rsa2048)]
    [InlineData(KeyAlgorithm.EcdsaP384)]
    [InlineData(KeyAlgorithm.Ed25519)]
    public void TryParse_AnyByteChanged_NeverThrowsNorDoesThePolicy(KeyAlgorithm algorithm)
    {
        var original = TestKeys.Get(algorithm).SubjectPublicKeyInfo.ToArray();

        Gen.Select(Gen.Int[0, original.Length - 1], Gen.Byte, Gen.Int[0, original.Length]).Sample(
            (position, value, length) =>
            {
                var changed = original.ToArray();
                changed[position] = value;
                if (PublicKeyInfo.TryParse(changed.AsMemory(0, position % 2 == 0 ? length : changed.Length), out var key, out var fault))
                {
                    KeyPolicy.Default.Check(key);
                    key.Verify("data"u8, changed, [0x30, 0x00]).ShouldBeFalse();
                }
                else
                {
                    fault.Detail.ShouldNotBeEmpty();
                }
            },
            iter: 400);
    }

    [Fact]
    public void Sha256_IsOverTheWholeStructure()
    {
        var key = TestKeys.Public(KeyAlgorithm.EcdsaP256);

        key.Sha256().ShouldBe(System.Security.Cryptography.SHA256.HashData(key.Der.Span));
    }
}
