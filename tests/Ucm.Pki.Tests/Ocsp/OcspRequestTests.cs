using CsCheck;
using Ucm.Pki.Keys;
using Ucm.Pki.Ocsp;

namespace Ucm.Pki.Tests.Ocsp;

public sealed class OcspRequestTests
{
    // openssl ocsp -sha1 request about serial 0x1234, no nonce.
    private static readonly byte[] Single = Request(CertId("2b0e03021a", 20), []);

    [Fact]
    public void TryRead_SingleRequest_KeepsCertIdOctets()
    {
        var certId = CertId("2b0e03021a", 20);

        var read = OcspRequest.TryRead(Single, out var request);

        read.ShouldBeTrue();
        request.Count.ShouldBe(1);
        request.First.Der.ToArray().ShouldBe(certId);
        request.First.Hash.ShouldBe(OcspHash.Sha1);
        request.First.SerialNumber.ToArray().ShouldBe([0x12, 0x34]);
        request.Nonce.IsEmpty.ShouldBeTrue();
    }

    [Theory]
    [InlineData("2b0e03021a", 20, OcspHash.Sha1)]
    [InlineData("608648016503040201", 32, OcspHash.Sha256)]
    [InlineData("608648016503040202", 48, OcspHash.Sha384)]
    [InlineData("608648016503040203", 64, OcspHash.Sha512)]
    [InlineData("608648016503040204", 28, OcspHash.Unknown)]
    public void TryRead_EachHash_IsRecognised(string oid, int length, OcspHash expected)
    {
        OcspRequest.TryRead(Request(CertId(oid, length), []), out var request).ShouldBeTrue();

        request.First.Hash.ShouldBe(expected);
    }

    [Theory]
    [InlineData(0, false)]
    [InlineData(1, true)]
    [InlineData(128, true)]
    [InlineData(129, false)]
    public void TryRead_NonceLength_OneTo128(int length, bool expected)
    {
        var nonce = Der(0x30, Der(0x30, [.. Der(0x06, Convert.FromHexString("2b0601050507300102")), .. Der(0x04, Der(0x04, new byte[length]))]));

        var read = OcspRequest.TryRead(Request(CertId("2b0e03021a", 20), Der(0xa2, nonce)), out var request);

        read.ShouldBe(expected);
        request.Nonce.Length.ShouldBe(expected ? length : 0);
    }

    /// <summary>Old stacks put the octets in as they are, or as an INTEGER: the status is answered all the same, without the nonce.</summary>
    [Theory]
    [InlineData("7f0102030405060708090a0b0c0d0e0f", true)]
    [InlineData("0203010203", true)]
    [InlineData("0403010203ff", true)]
    [InlineData("", false)]
    [InlineData("0400", false)]
    public void TryRead_NonceInAnotherForm_IsLeftOut(string value, bool expected)
    {
        var nonce = Der(0x30, Der(0x30, [.. Der(0x06, Convert.FromHexString("2b0601050507300102")), .. Der(0x04, Convert.FromHexString(value))]));

        OcspRequest.TryRead(Request(CertId("2b0e03021a", 20), Der(0xa2, nonce)), out var request).ShouldBe(expected);

        request.Nonce.IsEmpty.ShouldBeTrue();
    }

    /// <summary>Siblings of the old stacks: the nonce marked critical, in a form that is not an OCTET STRING; and one that says what is the default.</summary>
    [Theory]
    [InlineData("0101ff")]
    [InlineData("010100")]
    public void TryRead_RawNonceWithCriticalSaid_IsLeftOut(string critical)
    {
        byte[] oid = Der(0x06, Convert.FromHexString("2b0601050507300102"));
        var nonce = Der(0x30, Der(0x30, [.. oid, .. Convert.FromHexString(critical), .. Der(0x04, [1, 2, 3, 4])]));

        OcspRequest.TryRead(Request(CertId("2b0e03021a", 20), Der(0xa2, nonce)), out var request).ShouldBeTrue();

        request.Nonce.IsEmpty.ShouldBeTrue();
    }

    [Fact]
    public void TryRead_NonceAboutOneCertificate_IsLeftOut()
    {
        var nonce = Der(0x30, Der(0x30, [.. Der(0x06, Convert.FromHexString("2b0601050507300102")), .. Der(0x04, Der(0x04, new byte[16]))]));
        var request = Der(0x30, Der(0x30, Der(0x30, Der(0x30, [.. CertId("2b0e03021a", 20), .. Der(0xa0, nonce)]))));

        OcspRequest.TryRead(request, out var read).ShouldBeTrue();

        read.Count.ShouldBe(1);
        read.Nonce.IsEmpty.ShouldBeTrue();
    }

    [Fact]
    public void TryRead_UnknownCriticalExtension_IsMalformed()
    {
        var extension = Der(0x30, Der(0x30, [.. Der(0x06, [0x2a, 0x03]), .. Der(0x01, [0xff]), .. Der(0x04, [])]));

        OcspRequest.TryRead(Request(CertId("2b0e03021a", 20), Der(0xa2, extension)), out _).ShouldBeFalse();
    }

    [Fact]
    public void TryRead_AnyChange_NeverThrows() => Gen.Select(Gen.Int[0, Single.Length - 1], Gen.Byte).Sample((at, value) =>
    {
        var changed = Single.ToArray();
        changed[at] = value;
        OcspRequest.TryRead(changed, out _);
        OcspRequest.TryRead(changed.AsSpan(0, at), out _).ShouldBeFalse();
    }, iter: 20_000);

    [Theory]
    [InlineData("/{0}")]
    [InlineData("//{0}")]
    [InlineData("/{0}?x")]
    public void TryDecode_GetForms_GiveTheRequest(string form)
    {
        var base64 = Convert.ToBase64String([.. Single, 0xff, 0xff, 0xfe]);
        string[] spellings = [base64, Uri.EscapeDataString(base64), base64.TrimEnd('='), base64.Replace("/", "%2f", StringComparison.Ordinal), $"%0A{base64[..8]}%0D%0A{base64[8..]}%0a%0A"];

        foreach (var spelling in spellings)
        {
            var target = form.Replace("{0}", spelling, StringComparison.Ordinal);
            var buffer = new byte[target.Length + 4];
            OcspGetPath.TryDecode(target, buffer, out var length).ShouldBeTrue(target);
            buffer.AsSpan(0, length).ToArray().ShouldBe([.. Single, 0xff, 0xff, 0xfe]);
        }
    }

    [Fact]
    public void Assemble_NonceAndRevoked_ReadBackByAnIndependentReader()
    {
        using var key = SigningKeys.Generate(KeyAlgorithm.EcdsaP256);
        var at = new DateTimeOffset(2026, 1, 2, 3, 4, 5, TimeSpan.Zero);
        var single = new OcspSingleResponse(CertId("2b0e03021a", 20), OcspStatus.Revoked, new OcspRevocation(at, 1), at, at.AddHours(1));
        var content = new OcspResponseContent(new byte[20], at, [single]) { Nonce = new byte[] { 1, 2, 3 } };

        var toBeSigned = OcspResponseEncoder.EncodeToBeSigned(content);
        var response = OcspResponseEncoder.Assemble(toBeSigned, key.SignatureAlgorithm.Span, key.Sign(toBeSigned), []);

        var text = Reader.Run("openssl", ["ocsp", "-respin", "-", "-noverify", "-resp_text"], response);
        text.ShouldContain("Cert Status: revoked");
        text.ShouldContain("keyCompromise");
        text.ShouldContain("Revocation Time: Jan  2 03:04:05 2026 GMT");
        text.ShouldContain("OCSP Nonce");
        text.ShouldContain("Serial Number: 1234");
    }

    [Fact]
    public void Encode_Errors_AreFiveOctets()
    {
        OcspErrors.Encode(OcspResponseStatus.MalformedRequest).ToArray().ShouldBe([0x30, 3, 0x0a, 1, 1]);
        OcspErrors.Encode(OcspResponseStatus.TryLater).ToArray().ShouldBe([0x30, 3, 0x0a, 1, 3]);
        OcspErrors.Encode(OcspResponseStatus.Unauthorized).ToArray().ShouldBe([0x30, 3, 0x0a, 1, 6]);
    }

    private static byte[] CertId(string oid, int hashLength) => Der(0x30,
        [.. Der(0x30, [.. Der(0x06, Convert.FromHexString(oid)), 0x05, 0x00]), .. Der(0x04, new byte[hashLength]), .. Der(0x04, new byte[hashLength]), 0x02, 0x02, 0x12, 0x34]);

    private static byte[] Request(byte[] certId, byte[] extensions) => Der(0x30, Der(0x30, [.. Der(0x30, Der(0x30, certId)), .. extensions]));

    private static byte[] Der(byte tag, byte[] content) => content.Length < 0x80
        ? [tag, (byte)content.Length, .. content]
        : content.Length < 0x100 ? [tag, 0x81, (byte)content.Length, .. content] : [tag, 0x82, (byte)(content.Length >> 8), (byte)content.Length, .. content];
}
