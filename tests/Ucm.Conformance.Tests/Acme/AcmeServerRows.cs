using System.Security.Cryptography.X509Certificates;
using System.Text;
using System.Text.Json.Nodes;
using Shouldly;
using Ucm.Conformance.Tests.Hosting;
using Ucm.TestHosting;

namespace Ucm.Conformance.Tests.Acme;

/// <summary>ACME servers as administrators and clients use them: made over REST at one entry, used at another.</summary>
public abstract class AcmeServerRows
{
    private readonly string name = $"acme-{Guid.NewGuid():n}"[..20];

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    /// <summary>Where http-01 is asked for.</summary>
    private protected abstract int ChallengePort { get; }

    /// <summary>Signed in as the administrator at entry 0 or 1.</summary>
    private protected abstract Task<RestClient> SignIn(int entry);

    /// <summary>A client without an account at entry 0 or 1.</summary>
    private protected abstract RawAcmeClient Client(int entry);

    [Fact]
    public async Task Server_MadeAtOneEntry_IssuesByItsRulesToAnAccountThatComesThroughBoth()
    {
        using var rest = await SignIn(0);
        await Create(
            rest,
            """{"profiles":["tls-server-short","tls-server"],"identifiers":{"dns_suffixes":["localhost"],"networks":[]},"maximum_validity_seconds":86400}""");
        using var first = Client(0);
        using var second = Client(1);
        var directory = await Eventually.Get(
            () => second.Send(HttpMethod.Get, $"/{name}/directory"), static answer => answer.Status == 200, TimeSpan.FromSeconds(10));
        await first.Register($"/{name}/new-account");
        using var other = first.Through(Client(1));
        await using var web = new ChallengeServer(ChallengePort);

        var order = await Order(first, "localhost");
        await other.Prove(web, order.Authorizations().ShouldHaveSingleItem());
        var valid = await other.Finish(order, null, "localhost");
        using var certificate = X509Certificate2.CreateFromPem((await other.Post((string)valid.Json["certificate"]!, "")).Body);
        var foreign = await Order(other, "www.example.com", "127.0.0.1");

        directory.Json["meta"]!["profiles"]!.AsObject().Select(static profile => profile.Key).ShouldBe(["tls-server-short", "tls-server"]);
        ((string?)directory.Json["newOrder"]).ShouldEndWith($"/acme/{name}/new-order");
        ((string?)order.Json["profile"]).ShouldBe("tls-server-short");
        (certificate.NotAfter.ToUniversalTime() - DateTime.UtcNow).ShouldBeLessThanOrEqualTo(TimeSpan.FromDays(1));
        (foreign.Status, foreign.Problem).ShouldBe((400, "rejectedIdentifier"));
        foreign.Json["subproblems"]!.AsArray().Select(static part => (string?)part!["identifier"]!["value"]).ShouldBe(["www.example.com", "127.0.0.1"]);
        foreign.Body.ShouldContain("at or below one that can be ordered here: localhost");
    }

    [Fact]
    public async Task Server_Disabled_HasNoDirectoryAndTakesNoOrdersUntilItIsEnabled()
    {
        using var rest = await SignIn(0);
        await Create(rest, "{}");
        using var client = Client(1);
        await Eventually.Get(() => client.Send(HttpMethod.Get, $"/{name}/directory"), static answer => answer.Status == 200, TimeSpan.FromSeconds(10));
        await client.Register($"/{name}/new-account");

        (await Send(rest, HttpMethod.Post, $"/api/acme/servers/{name}/disable", "")).Status.ShouldBe(200);
        var gone = await Eventually.Get(
            () => client.Send(HttpMethod.Get, $"/{name}/directory"), static answer => answer.Status == 404, TimeSpan.FromSeconds(10));
        var refused = await Eventually.Get(() => Order(client, "localhost"), static answer => answer.Status != 201, TimeSpan.FromSeconds(10));
        (await Send(rest, HttpMethod.Post, $"/api/acme/servers/{name}/enable", "")).Status.ShouldBe(200);
        var taken = await Eventually.Get(() => Order(client, "localhost"), static answer => answer.Status == 201, TimeSpan.FromSeconds(10));

        gone.Problem.ShouldBe("malformed");
        gone.Body.ShouldContain($"The ACME server {name} is disabled.");
        refused.Status.ShouldBe(404, refused.Body);
        taken.Status.ShouldBe(201);
    }

    [Fact]
    public async Task Lists_OfOneServer_AreItsAccountsAndOrdersAPageAtATime()
    {
        using var rest = await SignIn(0);
        await Create(rest, "{}");
        using var client = Client(0);
        await Eventually.Get(() => client.Send(HttpMethod.Get, $"/{name}/directory"), static answer => answer.Status == 200, TimeSpan.FromSeconds(10));
        await client.Register($"/{name}/new-account");
        await Order(client, "localhost");
        await Order(client, "localhost", "127.0.0.1");
        using var other = await SignIn(1);

        var accounts = await other.Get($"/api/acme/accounts?server={name}&status=valid");
        var page = await other.Get($"/api/acme/orders?server={name}&limit=1");
        var next = await other.Get($"/api/acme/orders?server={name}&limit=1&cursor={page.Body["next"]}");
        var malformed = await other.Get("/api/acme/orders?status=broken");

        var account = accounts.Body["items"]!.AsArray().ShouldHaveSingleItem()!;
        client.Account.ShouldEndWith((string)account["id"]!);
        ((string?)account["thumbprint"]).ShouldBe(client.Thumbprint);
        page.Body["items"]!.AsArray().ShouldHaveSingleItem()!["names"]!.AsArray().Select(static one => (string?)one).ShouldBe(["localhost", "127.0.0.1"]);
        next.Body["items"]!.AsArray().ShouldHaveSingleItem()!["names"]!.AsArray().Select(static one => (string?)one).ShouldBe(["localhost"]);
        next.Body["next"].ShouldBeNull();
        malformed.Status.ShouldBe(400);
    }

    [Fact]
    public async Task Account_RevokedByAnAdministrator_CanDoNothingMoreAtAnyEntry()
    {
        using var rest = await SignIn(0);
        using var client = Client(0);
        await client.Register();
        var id = client.Account![(client.Account!.LastIndexOf('/') + 1)..];

        var revoked = await Send(rest, HttpMethod.Post, $"/api/acme/accounts/{id}/revoke", "");
        using var other = client.Through(Client(1));
        var refused = await other.Post(client.Account!, "");
        var unknown = await Send(rest, HttpMethod.Post, $"/api/acme/accounts/{Guid.NewGuid():n}/revoke", "");

        ((string?)revoked.Body["status"]).ShouldBe("revoked");
        (refused.Status, refused.Problem).ShouldBe((401, "unauthorized"));
        unknown.Status.ShouldBe(404);
    }

    [Fact]
    public async Task Server_WithFaultyFields_EachIsNamedAndNothingIsMade()
    {
        using var rest = await SignIn(0);

        var refused = await Send(rest, HttpMethod.Post, "/api/acme/servers", $$"""
            {"name":"{{name}}","authority":"nobody","profiles":["ocsp-signing","nothing"],"challenges":["http-02"],"external_account":"maybe",
             "identifiers":{"dns_suffixes":["*.example.com"],"networks":["10.0.0.1"],"maximum":0},"caa":{"mode":"enforce"},"website":"ftp://x","order_lifetime_seconds":1}
            """);
        var missing = await Send(rest, HttpMethod.Get, $"/api/acme/servers/{name}", "");
        var reserved = await Send(rest, HttpMethod.Post, "/api/acme/servers", """{"name":"order","authority":"issuing"}""");

        refused.Status.ShouldBe(400);
        refused.Body["errors"]!.AsArray().Select(static error => (string?)error!["pointer"]).ShouldBe(
            [
                "/authority", "/profiles/0", "/profiles/1", "/challenges/0", "/external_account", "/identifiers/dns_suffixes/0",
                "/identifiers/networks/0", "/identifiers/maximum",
                "/website", "/caa/identities", "/order_lifetime_seconds",
            ],
            ignoreOrder: true);
        missing.Status.ShouldBe(404);
        reserved.Body["errors"]!.AsArray().ShouldHaveSingleItem()!["pointer"]!.GetValue<string>().ShouldBe("/name");
    }

    private Task<AcmeAnswer> Order(RawAcmeClient client, params string[] names) => client.Order(names, at: $"/{name}/new-order");

    private static async Task<(int Status, JsonNode Body)> Send(RestClient rest, HttpMethod method, string path, string body)
    {
        using var request = new HttpRequestMessage(method, path);
        if (body.Length > 0)
        {
            request.Content = new StringContent(body, Encoding.UTF8, "application/json");
        }

        using var answer = await rest.Http.SendAsync(request, Token);
        return ((int)answer.StatusCode, JsonNode.Parse(await answer.Content.ReadAsStringAsync(Token))!);
    }

    private async Task Create(RestClient rest, string content)
    {
        var body = JsonNode.Parse(content)!.AsObject();
        body["name"] = name;
        body["copy_of"] = "default";
        var created = await Send(rest, HttpMethod.Post, "/api/acme/servers", body.ToJsonString());
        created.Status.ShouldBe(201, created.Body.ToJsonString());
    }
}
