using System.Security.Cryptography;
using System.Text.Json.Nodes;
using Shouldly;

namespace Ucm.Conformance.Tests.Acme;

/// <summary>Account keys of each kind through the whole of RFC 8555, and their roll-over (§7.3.5), begun at one entry and used at the other.</summary>
public abstract class AcmeKeyRows
{
    private readonly IAcmeSite site;

    private protected AcmeKeyRows(IAcmeSite site) => this.site = site;

    [Theory]
    [InlineData("EdDSA")]
    [InlineData("RS256")]
    [InlineData("ES384")]
    [InlineData("ES512")]
    public async Task Rfc8555_6_2_AccountKey_OfEachAlgorithm_OrdersProvesAndRevokes(string algorithm)
    {
        using var fresh = site.Client(0);
        fresh.OtherKey = Make(algorithm);
        using var client = await RawAcmeClient.WithAccount(fresh);
        await using var web = new ChallengeServer(site.ChallengePort);

        var certificate = await client.Obtain(web, ["localhost"]);
        using var parsed = System.Security.Cryptography.X509Certificates.X509Certificate2.CreateFromPem(certificate.Body);
        var revoked = await client.Post("/revoke-cert", $$"""{"certificate":"{{System.Buffers.Text.Base64Url.EncodeToString(parsed.RawData)}}"}""");

        certificate.Status.ShouldBe(200, certificate.Body);
        revoked.Status.ShouldBe(200, revoked.Body);
    }

    [Theory]
    [InlineData("ES256", "EdDSA")]
    [InlineData("EdDSA", "RS256")]
    [InlineData("RS256", "ES256")]
    public async Task Rfc8555_7_3_5_KeyChange_ToAnotherAlgorithm_OnlyTheNewKeySignsAtTheOtherEntry(string before, string after)
    {
        using var fresh = site.Client(0);
        fresh.OtherKey = Make(before);
        using var client = await RawAcmeClient.WithAccount(fresh);
        using var other = client.Through(site.Client(1));
        var next = Make(after);

        var changed = await client.Post("/key-change", Inner(client, next));
        var byTheOld = await other.Post(client.Account!, "");
        other.OtherKey = next;
        var byTheNew = await other.Post(client.Account!, "");

        changed.Status.ShouldBe(200, changed.Body);
        byTheOld.Problem.ShouldBe("malformed", byTheOld.Body);
        byTheNew.Status.ShouldBe(200, byTheNew.Body);
    }

    [Theory]
    [InlineData("url")]
    [InlineData("account")]
    [InlineData("oldKey")]
    [InlineData("nonce")]
    [InlineData("kid")]
    [InlineData("signature")]
    public async Task Rfc8555_7_3_5_KeyChange_InnerJwsThatIsNotAsItMustBe_Malformed(string spoiled)
    {
        using var client = await RawAcmeClient.WithAccount(site.Client(0));
        var next = Make("ES256");

        var answer = await client.Post("/key-change", Inner(client, next, spoiled));
        var still = await client.Post(client.Account!, "");

        answer.Problem.ShouldBe("malformed", answer.Body);
        still.Status.ShouldBe(200, still.Body);
    }

    private static IAcmeKey Make(string algorithm) => algorithm switch
    {
        "EdDSA" => new Ed25519Key(),
        "RS256" => new RsaKey(),
        "ES384" => new EcKey(ECDsa.Create(ECCurve.NamedCurves.nistP384)),
        "ES512" => new EcKey(ECDsa.Create(ECCurve.NamedCurves.nistP521)),
        _ => new EcKey(ECDsa.Create(ECCurve.NamedCurves.nistP256)),
    };

    private static string Inner(RawAcmeClient client, IAcmeKey next, string spoiled = "")
    {
        var header = new JsonObject { ["alg"] = next.Algorithm, ["url"] = client.Base + (spoiled == "url" ? "/new-order" : "/key-change") };
        if (spoiled == "nonce")
        {
            header["nonce"] = "AAAA";
        }

        header[spoiled == "kid" ? "kid" : "jwk"] = spoiled == "kid" ? client.Account : next.Jwk;
        var payload = new JsonObject
        {
            ["account"] = spoiled == "account" ? client.Account + "0" : client.Account,
            ["oldKey"] = spoiled == "oldKey" ? next.Jwk : client.Jwk,
        };
        return RawAcmeClient.Sign(spoiled == "signature" ? Make("ES256") : next, header, payload.ToJsonString());
    }
}
