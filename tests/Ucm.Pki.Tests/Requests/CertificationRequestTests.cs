using CsCheck;
using Ucm.Pki.Requests;
using Ucm.Pki.X509;

namespace Ucm.Pki.Tests.Requests;

public sealed class CertificationRequestTests
{
    [Theory]
    [InlineData("rsa:2048", "")]
    [InlineData("rsa:3072", "-sha384")]
    [InlineData("rsa:2048", "-sha256 -sigopt rsa_padding_mode:pss")]
    [InlineData("rsa:2048", "-sha512 -sigopt rsa_padding_mode:pss -sigopt rsa_pss_saltlen:-1")]
    [InlineData("rsa:2048", "-sha256 -sigopt rsa_padding_mode:pss -sigopt rsa_pss_saltlen:20")]
    [InlineData("ec -pkeyopt ec_paramgen_curve:P-256", "-sha256")]
    [InlineData("ec -pkeyopt ec_paramgen_curve:P-256", "-sha512")]
    [InlineData("ec -pkeyopt ec_paramgen_curve:P-384", "-sha384")]
    [InlineData("ec -pkeyopt ec_paramgen_curve:P-521", "-sha512")]
    [InlineData("ed25519", "")]
    public void TryParse_MadeByOpenSsl_IsReadAndProvesPossession(string key, string signature)
    {
        var der = Make(key, signature, "subjectAltName=DNS:WWW.example.com,DNS:www.example.com,IP:192.0.2.1,email:a@example.com,URI:https://example.com/");

        CertificationRequest.TryParse(der, out var request, out var fault).ShouldBeTrue(fault?.Detail);

        request!.Subject.ToString().ShouldBe("CN=www.example.com,O=Example,C=DE");
        request.Names.Select(name => name.ToString()).ShouldBe(["dns:www.example.com", "ip:192.0.2.1", "email:a@example.com", "uri:https://example.com/"]);
        request.VerifyProofOfPossession().ShouldBeNull();
    }

    [Theory]
    [InlineData("rsa:2048", "-sha1", "sha1WithRSAEncryption")]
    [InlineData("rsa:2048", "-md5", "md5WithRSAEncryption")]
    [InlineData("rsa:2048", "-sha1 -sigopt rsa_padding_mode:pss", "RSASSA-PSS")]
    [InlineData("ec -pkeyopt ec_paramgen_curve:P-256", "-sha1", "ecdsa-with-SHA1")]
    public void VerifyProofOfPossession_WeakHash_NamesWhatItFoundAndWhatIsAccepted(string key, string signature, string found)
    {
        CertificationRequest.TryParse(Make(key, signature), out var request, out _).ShouldBeTrue();

        var fault = request!.VerifyProofOfPossession();
        fault!.Kind.ShouldBe(PkiFaultKind.BadSignature);
        fault.Detail.ShouldContain(found);
        fault.Detail.ShouldContain("SHA-256, SHA-384 and SHA-512");
    }

    [Fact]
    public void VerifyProofOfPossession_SubjectChanged_IsABadSignature()
    {
        var der = Make("ec -pkeyopt ec_paramgen_curve:P-256", "-sha256");
        der[der.AsSpan().IndexOf("www.example.com"u8)] = (byte)'x';

        CertificationRequest.TryParse(der, out var request, out _).ShouldBeTrue();

        request!.VerifyProofOfPossession()!.Kind.ShouldBe(PkiFaultKind.BadSignature);
    }

    [Theory]
    [InlineData("subjectAltName=RID:1.2.3", PkiFaultKind.UnsupportedName)]
    [InlineData("subjectAltName=DNS:DNS:example.com", PkiFaultKind.Name)]
    [InlineData("subjectAltName=DNS:a/b.example.com", PkiFaultKind.Name)]
    public void TryParse_NameThatIsNotIssued_IsAFault(string extension, PkiFaultKind kind)
    {
        CertificationRequest.TryParse(Make("ed25519", string.Empty, extension), out _, out var fault).ShouldBeFalse();

        fault!.Kind.ShouldBe(kind);
    }

    [Fact]
    public void TryParse_NotSortedAttributes_AreReadAndTheOriginalBytesVerified()
    {
        // strongSwan sends its attribute SET unsorted: challengePassword (9.7) sorts before extensionRequest (9.14) by its length.
        using var openssl = new OpenSsl();
        var key = TestKeys.Get(Pki.Keys.KeyAlgorithm.EcdsaP256);
        byte[] password = [0x30, 0x14, 0x06, 0x09, 0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x09, 0x07, 0x31, 0x07, 0x0c, 0x05, .. "hello"u8];
        byte[] unstructured = [0x30, 0x12, 0x06, 0x09, 0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x09, 0x02, 0x31, 0x05, 0x0c, 0x03, .. "abc"u8];
        byte[] info = Sequence([0x02, 0x01, 0x00, 0x30, 0x00, .. key.SubjectPublicKeyInfo.Span, 0xa0, (byte)(password.Length + unstructured.Length), .. password, .. unstructured]);
        var der = CertificateAssembler.Assemble(info, key.SignatureAlgorithm.Span, key.Sign(info));

        CertificationRequest.TryParse(der, out var request, out var fault).ShouldBeTrue(fault?.Detail);

        request!.VerifyProofOfPossession().ShouldBeNull();
        request.ChallengePassword.ShouldBe("hello");
    }

    [Fact]
    public void TryParse_MoreThan64KiB_IsMalformed()
    {
        CertificationRequest.TryParse(new byte[(64 * 1024) + 1], out _, out var fault).ShouldBeFalse();

        fault!.Kind.ShouldBe(PkiFaultKind.Malformed);
    }

    [Fact]
    public void TryParse_AnyByteChanged_NeverThrowsAndNeverVerifies()
    {
        var original = Make("ec -pkeyopt ec_paramgen_curve:P-256", "-sha256", "subjectAltName=DNS:example.com");
        CertificationRequest.TryParse(original, out var good, out _).ShouldBeTrue();

        Gen.Select(Gen.Int[0, original.Length - 1], Gen.Byte, Gen.Int[0, 10]).Where((position, value, _) => original[position] != value).Sample(
            (position, value, cut) =>
            {
                var changed = original.ToArray();
                changed[position] = value;
                if (CertificationRequest.TryParse(cut == 0 ? changed.AsMemory(0, position) : changed, out var request, out var fault))
                {
                    (request.VerifyProofOfPossession() is null && !request.Info.Span.SequenceEqual(good!.Info.Span)).ShouldBeFalse();
                }
                else
                {
                    fault.Detail.ShouldNotBeEmpty();
                }
            },
            iter: 3000);
    }

    private static byte[] Sequence(byte[] content) => content.Length < 128
        ? [0x30, (byte)content.Length, .. content]
        : [0x30, 0x81, (byte)content.Length, .. content];

    private static byte[] Make(string key, string signature, string? extension = null)
    {
        using var openssl = new OpenSsl();
        List<string> arguments = ["req", "-new", "-newkey", .. key.Split(' '), "-nodes", "-keyout", "key.pem", "-subj", "/C=DE/O=Example/CN=www.example.com", "-outform", "DER", "-out", "csr.der"];
        arguments.AddRange(signature.Split(' ', StringSplitOptions.RemoveEmptyEntries));
        arguments.AddRange(extension is null ? [] : ["-addext", extension]);
        openssl.Run([.. arguments]);
        return File.ReadAllBytes(openssl.Path("csr.der"));
    }
}
