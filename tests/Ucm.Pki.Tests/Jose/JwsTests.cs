using System.Security.Cryptography;
using System.Text;
using Ucm.Pki.Jose;
using Ucm.Pki.Keys;

namespace Ucm.Pki.Tests.Jose;

public sealed class JwsTests
{
    private const string Url = "https://ca.example/acme/new-order";

    [Theory]
    [InlineData("ES256")]
    [InlineData("ES384")]
    [InlineData("ES512")]
    [InlineData("RS256")]
    [InlineData("RS384")]
    [InlineData("RS512")]
    [InlineData("PS256")]
    public void Verify_OfEachAlgorithm_AcceptsTheSignatureAndNoOther(string algorithm)
    {
        using var signer = TestSigner.For(algorithm);
        var header = $$"""{"alg":"{{algorithm}}","kid":"{{Url}}","url":"{{Url}}","nonce":"AAAA"}""";
        JwsMessage.TryParse(signer.Sign(header, "{}"), out var message, out _).ShouldBeTrue();
        JwsMessage.TryParse(signer.Sign(header, "{}", tamper: true), out var tampered, out _).ShouldBeTrue();
        using var verifier = new JwsVerifier(signer.PublicKey);

        verifier.Verify(message!).ShouldBeTrue();
        verifier.Verify(tampered!).ShouldBeFalse();
    }

    [Theory]
    [InlineData("none")]
    [InlineData("HS256")]
    [InlineData("es256")]
    [InlineData("ES256K")]
    public void TryParse_OfAnAlgorithmThatIsNotListed_IsRefusedAsSuch(string algorithm)
    {
        var parsed = JwsMessage.TryParse(Wrap($$"""{"alg":"{{algorithm}}","kid":"a","url":"{{Url}}"}"""), out _, out var fault);

        parsed.ShouldBeFalse();
        fault!.Kind.ShouldBe(JoseFaultKind.Algorithm);
    }

    [Theory]
    [InlineData("""{"alg":"ES256","url":"u"}""")]
    [InlineData("""{"alg":"ES256","url":"u","kid":"a","jwk":{"kty":"OKP","crv":"Ed25519","x":"11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo"}}""")]
    public void TryParse_WithNeitherOrBothOfJwkAndKid_IsMalformed(string header)
    {
        JwsMessage.TryParse(Wrap(header), out _, out var fault).ShouldBeFalse();

        fault!.Kind.ShouldBe(JoseFaultKind.Malformed);
    }

    [Theory]
    [InlineData("""{"protected":"e30","payload":"","signature":"","header":{}}""")]
    [InlineData("""{"payload":"","signatures":[]}""")]
    [InlineData("""{"protected":"e30=","payload":"","signature":""}""")]
    [InlineData("""{"protected":"e30","payload":"","payload":"","signature":""}""")]
    [InlineData("""{"protected":5,"payload":"","signature":""}""")]
    [InlineData("""[[[[[[[[[[[[[[[[""")]
    public void TryParse_OfWhatIsNoFlattenedJws_IsMalformed(string json)
    {
        JwsMessage.TryParse(Encoding.UTF8.GetBytes(json), out _, out var fault).ShouldBeFalse();

        fault!.Kind.ShouldBe(JoseFaultKind.Malformed);
    }

    [Fact]
    public void TryParse_WithCriticalExtensions_IsMalformed()
    {
        JwsMessage.TryParse(Wrap($$"""{"alg":"ES256","kid":"a","url":"{{Url}}","crit":["b64"],"b64":false}"""), out _, out var fault).ShouldBeFalse();

        fault!.Kind.ShouldBe(JoseFaultKind.Malformed);
    }

    [Theory]
    [InlineData("AA")]
    [InlineData("")]
    public void TryDecode_OfCanonicalBase64Url_Decodes(string text) => Base64UrlText.TryDecode(text, out _).ShouldBeTrue();

    [Theory]
    [InlineData("AB")]
    [InlineData("A")]
    [InlineData("AA==")]
    [InlineData("A A")]
    [InlineData("A+A")]
    [InlineData("AAB")]
    [InlineData("AAAAA")]
    [InlineData("A\u00e9AA")]
    public void TryDecode_OfAnyOtherText_IsRefused(string text) => Base64UrlText.TryDecode(text, out _).ShouldBeFalse();

    private static byte[] Wrap(string header) =>
        Encoding.UTF8.GetBytes($$"""{"protected":"{{Base64UrlText.Encode(Encoding.UTF8.GetBytes(header))}}","payload":"","signature":"AAAA"}""");

    private sealed class TestSigner(AsymmetricAlgorithm key, string algorithm) : IDisposable
    {
        public PublicKeyInfo PublicKey { get; } = PublicKeyInfo.Parse(key.ExportSubjectPublicKeyInfo());

        public static TestSigner For(string algorithm) => new(
            algorithm switch
            {
                "ES256" => ECDsa.Create(ECCurve.NamedCurves.nistP256),
                "ES384" => ECDsa.Create(ECCurve.NamedCurves.nistP384),
                "ES512" => ECDsa.Create(ECCurve.NamedCurves.nistP521),
                _ => RSA.Create(2048),
            },
            algorithm);

        public byte[] Sign(string header, string payload, bool tamper = false)
        {
            var head = Base64UrlText.Encode(Encoding.UTF8.GetBytes(header));
            var body = Base64UrlText.Encode(Encoding.UTF8.GetBytes(payload));
            var signature = Sign(Encoding.ASCII.GetBytes($"{head}.{(tamper ? "AAAA" : body)}"));
            return Encoding.UTF8.GetBytes($$"""{"protected":"{{head}}","payload":"{{body}}","signature":"{{Base64UrlText.Encode(signature)}}"}""");
        }

        public void Dispose() => key.Dispose();

        private byte[] Sign(byte[] input)
        {
            var hash = new HashAlgorithmName("SHA" + algorithm[2..]);
            return key is ECDsa ecdsa
                ? ecdsa.SignData(input, hash)
                : ((RSA)key).SignData(input, hash, algorithm[0] == 'P' ? RSASignaturePadding.Pss : RSASignaturePadding.Pkcs1);
        }
    }
}
