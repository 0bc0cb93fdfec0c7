using System.Text;
using Ucm.Pki.Jose;

namespace Ucm.Pki.Tests.Jose;

public sealed class JsonWebKeyTests
{
    /// <summary>RFC 7638 §3.1.</summary>
    private const string RfcKey = """
        {"kty":"RSA","n":"0vx7agoebGcQSuuPiLJXZptN9nndrQmbXEps2aiAFbWhM78LhWx4cbbfAAtVT86zwu1RK7aPFFxuhDR1L6tSoc_BJECPebWKRXjBZCiFV4n3oknjhMstn64tZ_2W-5JsGY4Hc5n9yBXArwl93lqt7_RN5w6Cf0h4QyQ5v-65YGjQR0_FDW2QvzqY368QQMicAtaSqzs8KJZgnYb9c7d0zgdAZHzu6qMQvRL5hajrn1n91CbOpbISD08qNLyrdkt-bFTWhAI4vMQFh6WeZu0fM4lFd2NcRwr3XPksINHaQ-G_xBniIqbw0Ls1jF44-csFCur-kEgU8awapJzKnqDKgw","e":"AQAB","alg":"RS256","kid":"2011-04-29"}
        """;

    [Fact]
    public void Thumbprint_OfTheRfcKey_IsTheRfcThumbprint()
    {
        var parsed = JsonWebKey.TryParse(Encoding.UTF8.GetBytes(RfcKey), out var key, out _);

        parsed.ShouldBeTrue();
        key!.Thumbprint.ShouldBe("NzbLsXh8uDCcd-6MNwXF4W_7noWXFZAfHkxZsRGC9Xs");
    }

    [Fact]
    public void Thumbprint_OfTheEd25519Key_IsTheOneOfRfc8037()
    {
        var json = """{"kty":"OKP","crv":"Ed25519","x":"11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo"}"""u8.ToArray();

        JsonWebKey.TryParse(json, out var key, out _).ShouldBeTrue();

        key!.Thumbprint.ShouldBe("kPrK_qmxVWaYVA9wwBF6Iuo3vVzz7TxHCTwXBygrS4k");
    }

    [Theory]
    [InlineData("""{"kty":"oct","k":"AAAA"}""", JoseFaultKind.PublicKey)]
    [InlineData("""{"kty":"EC","crv":"P-256","x":"AAAA","y":"AAAA"}""", JoseFaultKind.Malformed)]
    [InlineData("""{"kty":"EC","crv":"secp256k1","x":"AAAA","y":"AAAA"}""", JoseFaultKind.PublicKey)]
    [InlineData("""{"kty":"EC","crv":"P-256","x":"AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA","y":"AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"}""", JoseFaultKind.PublicKey)]
    [InlineData("""{"kty":"OKP","crv":"Ed25519","x":"11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo","d":"AAAA"}""", JoseFaultKind.PublicKey)]
    [InlineData("""{"kty":"RSA","n":"AAEB","e":"AQAB"}""", JoseFaultKind.Malformed)]
    [InlineData("""{"crv":"P-256"}""", JoseFaultKind.Malformed)]
    [InlineData("""[]""", JoseFaultKind.Malformed)]
    [InlineData("""{"kty":"EC","kty":"EC"}""", JoseFaultKind.Malformed)]
    [InlineData("{\"kty\":\"\\ud800\"}", JoseFaultKind.Malformed)]
    [InlineData("", JoseFaultKind.Malformed)]
    public void TryParse_OfAKeyThatIsNone_SaysWhatIsWrong(string json, JoseFaultKind kind)
    {
        var parsed = JsonWebKey.TryParse(Encoding.UTF8.GetBytes(json), out _, out var fault);

        parsed.ShouldBeFalse();
        fault!.Kind.ShouldBe(kind);
    }
}
