using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using Shouldly;

namespace Ucm.Conformance.Tests.Acme;

/// <summary>RFC 8555 §7.3.4 over the wire, octet by octet, good and bad.</summary>
[Trait("needs", "server")]
public sealed class ExternalAccountRequestTests(ExternalAccountServer fleet) : IClassFixture<ExternalAccountServer>
{
    private string NewAccountUrl => $"{fleet.Server.HttpsUrl}/acme/fleet/new-account";

    [Fact]
    public async Task Directory_OfAServerThatDemandsExternalAccounts_SaysSo()
    {
        using var client = new RawAcmeClient(fleet.Server);

        var demanding = await client.Send(HttpMethod.Get, "/fleet/directory");
        var usual = await client.Send(HttpMethod.Get, "/directory");

        ((bool?)demanding.Json["meta"]!["externalAccountRequired"]).ShouldBe(true);
        usual.Json["meta"]!["externalAccountRequired"].ShouldBeNull();
    }

    [Fact]
    public async Task NewAccount_WithABinding_MayOrderWithinItsNamesAndNowhereElse()
    {
        var (kid, secret) = await fleet.NewPrevalidatedKey();
        using var client = await RawAcmeClient.WithAccount(fleet.Server, "/fleet", binding => Bind(kid, secret, binding));

        var order = await client.Post("/fleet/new-order", """{"identifiers":[{"type":"dns","value":"raw.fleet.example.com"}]}""");
        var outside = await client.Post("/fleet/new-order", """{"identifiers":[{"type":"dns","value":"raw.example.com"},{"type":"ip","value":"10.0.0.1"}]}""");
        var authorization = await client.Post((string)order.Json["authorizations"]![0]!, "");

        order.Status.ShouldBe(201, order.Body);
        ((string?)order.Json["status"]).ShouldBe("ready");
        ((string?)authorization.Json["status"]).ShouldBe("valid");
        authorization.Json["challenges"]!.AsArray().ShouldBeEmpty();
        outside.Problem.ShouldBe("rejectedIdentifier");
        outside.Json["subproblems"]!.AsArray().Count.ShouldBe(2);
    }

    [Fact]
    public async Task NewAccount_WithoutABinding_IsExternalAccountRequired()
    {
        using var client = new RawAcmeClient(fleet.Server);

        var refused = await client.Post("/fleet/new-account", """{"termsOfServiceAgreed":true}""");

        refused.Problem.ShouldBe("externalAccountRequired");
    }

    [Fact]
    public async Task NewOrder_OfAnAccountOfAnotherServer_IsExternalAccountRequired()
    {
        using var client = await RawAcmeClient.WithAccount(fleet.Server);

        var refused = await client.Post("/fleet/new-order", """{"identifiers":[{"type":"dns","value":"raw.fleet.example.com"}]}""");

        refused.Problem.ShouldBe("externalAccountRequired");
    }

    [Theory]
    [InlineData("wrong-key", "unauthorized")]
    [InlineData("unknown-kid", "unauthorized")]
    [InlineData("no-mac", "unauthorized")]
    [InlineData("none", "badSignatureAlgorithm")]
    [InlineData("ES256", "badSignatureAlgorithm")]
    [InlineData("nonce", "malformed")]
    [InlineData("url", "malformed")]
    [InlineData("other-account", "malformed")]
    [InlineData("jwk", "malformed")]
    [InlineData("text", "malformed")]
    [InlineData("number", "malformed")]
    [InlineData("list", "malformed")]
    [InlineData("null-members", "malformed")]
    public async Task NewAccount_WithAWrongBinding_IsThatProblemAndMakesNoAccount(string fault, string problem)
    {
        var (kid, secret) = await fleet.NewKey();
        using var client = new RawAcmeClient(fleet.Server);
        using var other = new RawAcmeClient(fleet.Server);

        JsonNode binding = fault switch
        {
            "wrong-key" => Bind(kid, Base64Url.EncodeToString(new byte[32]), client),
            "unknown-kid" => Bind(Guid.NewGuid().ToString("n"), secret, client),
            "none" or "ES256" => Bind(kid, secret, client, header => header["alg"] = fault),
            "nonce" => Bind(kid, secret, client, header => header["nonce"] = "AAAA"),
            "url" => Bind(kid, secret, client, header => header["url"] = $"{fleet.Server.HttpsUrl}/acme/new-account"),
            "jwk" => Bind(kid, secret, client, header => header["jwk"] = client.Jwk),
            "other-account" => Bind(kid, secret, other),
            "no-mac" => Without(Bind(kid, secret, client)),
            "text" => "a text",
            "number" => 5,
            "list" => new JsonArray(1, 2),
            _ => new JsonObject { ["protected"] = null, ["payload"] = null, ["signature"] = null },
        };
        var refused = await client.Post(
            "/fleet/new-account", new JsonObject { ["termsOfServiceAgreed"] = true, ["externalAccountBinding"] = binding }.ToJsonString());
        var found = await client.Post("/fleet/new-account", """{"onlyReturnExisting":true}""");

        refused.Problem.ShouldBe(problem, refused.Body);
        found.Problem.ShouldBe("accountDoesNotExist");
    }

    [Fact]
    public async Task NewAccount_AtAServerWithoutExternalAccounts_IgnoresABinding()
    {
        using var client = new RawAcmeClient(fleet.Server);

        var created = await client.Post("/new-account", """{"termsOfServiceAgreed":true,"externalAccountBinding":{"protected":5}}""");

        created.Status.ShouldBe(201, created.Body);
    }

    [Fact]
    public async Task NewAccount_WithADisabledOrRotatedKey_IsUnauthorized()
    {
        var (kid, secret) = await fleet.NewKey();

        (await fleet.Post($"/api/acme/external-accounts/{kid}/disable")).Status.ShouldBe(200);
        var disabled = await Register(kid, secret);
        (await fleet.Post($"/api/acme/external-accounts/{kid}/enable")).Status.ShouldBe(200);
        var rotated = await fleet.Post($"/api/acme/external-accounts/{kid}/rotate");
        var old = await Register(kid, secret);
        var fresh = await Register(kid, (string)rotated.Body["hmac_key"]!);

        disabled.Problem.ShouldBe("unauthorized");
        old.Problem.ShouldBe("unauthorized");
        fresh.Status.ShouldBe(201, fresh.Body);
    }

    private static JsonObject Without(JsonObject binding)
    {
        binding["signature"] = string.Empty;
        return binding;
    }

    private async Task<AcmeAnswer> Register(string kid, string secret)
    {
        using var client = new RawAcmeClient(fleet.Server);
        return await client.Post(
            "/fleet/new-account", new JsonObject { ["termsOfServiceAgreed"] = true, ["externalAccountBinding"] = Bind(kid, secret, client) }.ToJsonString());
    }

    private JsonObject Bind(string kid, string secret, RawAcmeClient client, Action<JsonObject>? spoil = null)
    {
        var header = new JsonObject { ["alg"] = "HS256", ["kid"] = kid, ["url"] = NewAccountUrl };
        spoil?.Invoke(header);
        var head = Base64Url.EncodeToString(Encoding.UTF8.GetBytes(header.ToJsonString()));
        var body = Base64Url.EncodeToString(Encoding.UTF8.GetBytes(client.Jwk.ToJsonString()));
        var mac = HMACSHA256.HashData(Base64Url.DecodeFromChars(secret), Encoding.ASCII.GetBytes($"{head}.{body}"));
        return new JsonObject { ["protected"] = head, ["payload"] = body, ["signature"] = Base64Url.EncodeToString(mac) };
    }
}
