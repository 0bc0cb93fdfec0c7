using System.Security.Cryptography;
using System.Text.Json.Nodes;
using Shouldly;
using Ucm.Conformance.Tests.Hosting;

namespace Ucm.Conformance.Tests.Acme;

/// <summary>RFC 8555 §6: what a request must be like.</summary>
[Collection(AcmeServerCollection.Name)]
[Trait("needs", "server")]
public sealed class AcmeRequestTests(StandaloneServer server)
{
    private const string Order = """{"identifiers":[{"type":"dns","value":"localhost"}]}""";

    public static TheoryData<string, string, int, string> Spoiled => new()
    {
        { "none", """{"alg":"none"}""", 400, "badSignatureAlgorithm" },
        { "hmac", """{"alg":"HS256"}""", 400, "badSignatureAlgorithm" },
        { "other algorithm", """{"alg":"ES384"}""", 400, "malformed" },
        { "no kid", """{"kid":null}""", 400, "malformed" },
        { "unknown kid", """{"kid":"KIDBASE/account/00000000000000000000000000000000"}""", 400, "accountDoesNotExist" },
        { "other url", """{"url":"https://localhost/acme/new-account"}""", 403, "unauthorized" },
        { "no url", """{"url":null}""", 400, "malformed" },
        { "no nonce", """{"nonce":null}""", 400, "badNonce" },
        { "foreign nonce", """{"nonce":"AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"}""", 400, "badNonce" },
        { "nonce with padding", """{"nonce":"AAA="}""", 400, "badNonce" },
        { "critical extension", """{"crit":["x"],"x":1}""", 400, "malformed" },
    };

    [Theory]
    [MemberData(nameof(Spoiled))]
    public async Task Post_WithASpoiledHeader_ProblemAndAFreshNonce(string what, string spoil, int status, string problem)
    {
        using var client = await RawAcmeClient.WithAccount(server);

        var answer = await client.Post("/new-order", Order, header => Merge(header, spoil.Replace("KIDBASE", client.Base, StringComparison.Ordinal)));

        answer.Status.ShouldBe(status, what + answer.Body);
        answer.Problem.ShouldBe(problem, what);
        answer.Nonce.ShouldNotBeNullOrEmpty(what);
        answer.Links.ShouldContain($"<{server.HttpsUrl}/acme/directory>;rel=\"index\"");
    }

    [Fact]
    public async Task Post_WithBothJwkAndKid_Malformed()
    {
        using var client = await RawAcmeClient.WithAccount(server);

        (await client.Post("/new-order", Order, header => header["jwk"] = client.Jwk)).Problem.ShouldBe("malformed");
    }

    [Fact]
    public async Task Post_WithJwkWhereKidBelongsAndTheOtherWayRound_Malformed()
    {
        using var client = await RawAcmeClient.WithAccount(server);

        var order = await client.Post("/new-order", Order, header =>
        {
            header.Remove("kid");
            header["jwk"] = client.Jwk;
        });
        var account = await client.Post("/new-account", "{}");

        order.Problem.ShouldBe("malformed");
        account.Problem.ShouldBe("malformed");
    }

    [Fact]
    public async Task Post_WithANonceTwice_BadNonceTheSecondTime()
    {
        using var client = await RawAcmeClient.WithAccount(server);
        var nonce = await client.Nonce();

        var first = await client.Post("/new-order", Order, header => header["nonce"] = nonce);
        var second = await client.Post("/new-order", Order, header => header["nonce"] = nonce);

        first.Status.ShouldBe(201, first.Body);
        second.Problem.ShouldBe("badNonce");
        second.Nonce.ShouldNotBe(nonce);
    }

    [Fact]
    public async Task Post_SignedByAnotherKey_MalformedAndTheNonceIsStillGood()
    {
        using var client = await RawAcmeClient.WithAccount(server);
        using var other = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var nonce = await client.Nonce();
        var url = $"{client.Base}/new-order";
        var header = new JsonObject { ["alg"] = "ES256", ["nonce"] = nonce, ["url"] = url, ["kid"] = client.Account };

        var forged = await client.PostBody(url, RawAcmeClient.Sign(other, header, Order));
        var genuine = await client.PostBody(url, RawAcmeClient.Sign(client.Key, header, Order));

        forged.Problem.ShouldBe("malformed");
        genuine.Status.ShouldBe(201, genuine.Body);
    }

    [Theory]
    [InlineData("application/json", 415)]
    [InlineData("text/plain", 415)]
    [InlineData("application/jose+json; charset=utf-8", 201)]
    public async Task Post_OfAContentType_OnlyJoseIsTaken(string contentType, int status)
    {
        using var client = await RawAcmeClient.WithAccount(server);

        var answer = await client.Post("/new-order", Order, contentType: contentType);

        answer.Status.ShouldBe(status, answer.Body);
        answer.Nonce.ShouldNotBeNullOrEmpty();
    }

    [Theory]
    [InlineData("")]
    [InlineData("{}")]
    [InlineData("[]")]
    [InlineData("null")]
    [InlineData("{\"protected\":\"e30\",\"payload\":\"\",\"signature\":\"\"}")]
    public async Task Post_OfWhatIsNoJws_Malformed(string body)
    {
        using var client = new RawAcmeClient(server);

        var answer = await client.PostBody($"{client.Base}/new-account", body);

        answer.Problem.ShouldBe("malformed");
        answer.Status.ShouldBe(400);
    }

    [Fact]
    public async Task Post_OfAnOversizedBody_413()
    {
        using var client = new RawAcmeClient(server);

        var answer = await client.PostBody($"{client.Base}/new-account", new string('a', 200_000));

        answer.Status.ShouldBe(413);
        answer.Problem.ShouldBe("malformed");
    }

    [Theory]
    [InlineData("/new-account")]
    [InlineData("/new-order")]
    [InlineData("/order/00000000000000000000000000000000")]
    [InlineData("/cert/00000000000000000000000000000000")]
    [InlineData("/revoke-cert")]
    [InlineData("/key-change")]
    public async Task Get_OfWhatIsNotReadByGet_405WithANonce(string path)
    {
        using var client = new RawAcmeClient(server);

        var answer = await client.Send(HttpMethod.Get, path);

        answer.Status.ShouldBe(405);
        answer.Problem.ShouldBe("malformed");
        answer.Nonce.ShouldNotBeNullOrEmpty();
    }

    [Fact]
    public async Task NewNonce_ByHeadAndGet_200And204()
    {
        using var client = new RawAcmeClient(server);

        var head = await client.Send(HttpMethod.Head, "/new-nonce");
        var get = await client.Send(HttpMethod.Get, "/new-nonce");

        head.Status.ShouldBe(200);
        get.Status.ShouldBe(204);
        head.Nonce.ShouldNotBe(get.Nonce);
    }

    [Fact]
    public async Task Directory_NamesEverything()
    {
        using var client = new RawAcmeClient(server);

        var directory = (await client.Send(HttpMethod.Get, "/directory")).Json;

        foreach (var name in new[] { "newNonce", "newAccount", "newOrder", "revokeCert", "keyChange" })
        {
            ((string?)directory[name]).ShouldStartWith(client.Base);
        }
    }

    private static void Merge(JsonObject header, string spoil)
    {
        foreach (var (name, value) in JsonNode.Parse(spoil)!.AsObject())
        {
            header.Remove(name);
            if (value is not null)
            {
                header[name] = value.DeepClone();
            }
        }
    }
}
