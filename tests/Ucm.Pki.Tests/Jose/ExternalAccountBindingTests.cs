using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using Ucm.Pki.Jose;
using Ucm.Pki.Keys;

namespace Ucm.Pki.Tests.Jose;

/// <summary>RFC 8555 §7.3.4. The HMACs are the platform's, nothing of the product.</summary>
public sealed class ExternalAccountBindingTests
{
    private const string Url = "https://ca.example/acme/new-account";
    private static readonly byte[] Key = [.. Enumerable.Range(1, 32).Select(static octet => (byte)octet)];

    [Theory]
    [InlineData("HS256")]
    [InlineData("HS384")]
    [InlineData("HS512")]
    public void Verify_OfEachAlgorithm_AcceptsTheKeyAndNoOther(string algorithm)
    {
        ExternalAccountBinding.TryParse(Sign(Header(algorithm), AccountKey()), out var binding, out _).ShouldBeTrue();

        binding!.KeyId.ShouldBe("kid-1");
        binding.Url.ShouldBe(Url);
        binding.Verify(Key).ShouldBeTrue();
        binding.Verify([.. Key[..31], 0]).ShouldBeFalse();
        binding.Verify([]).ShouldBeFalse();
    }

    [Fact]
    public void Verify_OfACutMac_IsFalse()
    {
        var json = JsonNode.Parse(Sign(Header("HS512"), AccountKey()))!;
        json["signature"] = Base64UrlText.Encode(new byte[] { 1, 2, 3 });

        ExternalAccountBinding.TryParse(Encoding.UTF8.GetBytes(json.ToJsonString()), out var binding, out _).ShouldBeTrue();

        binding!.Verify(Key).ShouldBeFalse();
    }

    [Fact]
    public void AccountKey_OfThePayload_HasTheThumbprintOfTheKey()
    {
        using var account = ECDsa.Create(ECCurve.NamedCurves.nistP384);
        var key = JsonWebKey.From(PublicKeyInfo.Parse(account.ExportSubjectPublicKeyInfo()));

        ExternalAccountBinding.TryParse(Sign(Header("HS256"), key.Canonical), out var binding, out _).ShouldBeTrue();

        binding!.AccountKey.Thumbprint.ShouldBe(key.Thumbprint);
    }

    [Theory]
    [InlineData("none")]
    [InlineData("ES256")]
    [InlineData("hs256")]
    [InlineData("HS1")]
    public void TryParse_OfAnotherAlgorithm_IsRefusedAsSuch(string algorithm)
    {
        ExternalAccountBinding.TryParse(Sign(Header(algorithm), AccountKey()), out _, out var fault).ShouldBeFalse();

        fault!.Kind.ShouldBe(JoseFaultKind.Algorithm);
        fault.Detail.ShouldContain("HS256");
    }

    [Theory]
    [InlineData("""{"alg":"HS256","kid":"kid-1","url":"u","nonce":"AAAA"}""", "nonce")]
    [InlineData("""{"alg":"HS256","url":"u"}""", "kid")]
    [InlineData("""{"alg":"HS256","kid":"kid-1"}""", "url")]
    [InlineData("""{"kid":"kid-1","url":"u"}""", "alg")]
    [InlineData("""{"alg":"HS256","kid":"kid-1","url":"u","jwk":{}}""", "jwk")]
    [InlineData("""{"alg":"HS256","kid":"kid-1","url":"u","crit":["b64"],"b64":false}""", "7515")]
    [InlineData("""{"alg":"HS256","kid":5,"url":"u"}""", "kid")]
    [InlineData("[]", "protected header")]
    public void TryParse_OfAHeaderThatIsWrong_SaysWhat(string header, string named)
    {
        ExternalAccountBinding.TryParse(Sign(header, AccountKey()), out _, out var fault).ShouldBeFalse();

        fault!.Kind.ShouldBe(JoseFaultKind.Malformed);
        fault.Detail.ShouldContain(named);
    }

    [Theory]
    [InlineData("")]
    [InlineData("{}")]
    [InlineData("null")]
    [InlineData("""{"kty":"oct","k":"AAAA"}""")]
    public void TryParse_OfAPayloadThatIsNoPublicKey_IsRefused(string payload) =>
        ExternalAccountBinding.TryParse(Sign(Header("HS256"), payload), out _, out _).ShouldBeFalse();

    [Theory]
    [InlineData("")]
    [InlineData("null")]
    [InlineData("5")]
    [InlineData("[]")]
    [InlineData("{}")]
    [InlineData("""{"protected":"e30","payload":"","signature":"","header":{}}""")]
    [InlineData("""{"payload":"","signatures":[]}""")]
    [InlineData("""{"protected":"e30","payload":5,"signature":""}""")]
    public void TryParse_OfWhatIsNoFlattenedJws_IsMalformed(string json)
    {
        ExternalAccountBinding.TryParse(Encoding.UTF8.GetBytes(json), out _, out var fault).ShouldBeFalse();

        fault!.Kind.ShouldBe(JoseFaultKind.Malformed);
    }

    private static string Header(string algorithm) => $$"""{"alg":"{{algorithm}}","kid":"kid-1","url":"{{Url}}"}""";

    private static string AccountKey() => """{"kty":"OKP","crv":"Ed25519","x":"11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo"}""";

    private static byte[] Sign(string header, string payload)
    {
        var head = Base64UrlText.Encode(Encoding.UTF8.GetBytes(header));
        var body = Base64UrlText.Encode(Encoding.UTF8.GetBytes(payload));
        var input = Encoding.ASCII.GetBytes($"{head}.{body}");
        var mac = header.Contains("HS384", StringComparison.Ordinal) ? HMACSHA384.HashData(Key, input)
            : header.Contains("HS512", StringComparison.Ordinal) ? HMACSHA512.HashData(Key, input)
            : HMACSHA256.HashData(Key, input);
        return Encoding.UTF8.GetBytes($$"""{"protected":"{{head}}","payload":"{{body}}","signature":"{{Base64UrlText.Encode(mac)}}"}""");
    }
}
