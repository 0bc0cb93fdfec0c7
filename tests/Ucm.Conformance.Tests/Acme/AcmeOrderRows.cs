using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Shouldly;
using Ucm.Conformance.Tests.Hosting;
using Ucm.TestHosting;

namespace Ucm.Conformance.Tests.Acme;

/// <summary>RFC 8555 §6 and §7, RFC 9773 §5 and the profiles of draft-ietf-acme-profiles: begun at one entry, gone on with at the other.</summary>
public abstract class AcmeOrderRows
{
    private readonly IAcmeSite site;

    private protected AcmeOrderRows(IAcmeSite site) => this.site = site;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Rfc8555_6_5_Nonce_OfOneEntry_RedeemedAtTheOtherAndOnlyOnce()
    {
        using var client = await RawAcmeClient.WithAccount(site.Client(0));
        using var other = client.Through(site.Client(1));
        var nonce = await client.Nonce();

        var first = await other.Post(client.Account!, "", header => header["nonce"] = nonce);
        var second = await client.Post(client.Account!, "", header => header["nonce"] = nonce);

        first.Status.ShouldBe(200, first.Body);
        (second.Status, second.Problem).ShouldBe((400, "badNonce"));
        second.Nonce.ShouldNotBeNullOrEmpty();
        first.Nonce!.All(static one => char.IsAsciiLetterOrDigit(one) || one is '-' or '_').ShouldBeTrue();
    }

    [Fact]
    public async Task Rfc8555_7_4_Order_BegunAtOneEntry_ProvedAndFinishedAtTheOther()
    {
        using var client = await RawAcmeClient.WithAccount(site.Client(0));
        using var other = client.Through(site.Client(1));
        await using var web = new ChallengeServer(site.ChallengePort);

        var order = await client.Order(["localhost", "127.0.0.1"]);
        var early = await other.Post((string)order.Json["finalize"]!, $$"""{"csr":"{{AcmeOrdering.Csr(null, "localhost", "127.0.0.1")}}"}""");
        await other.Prove(web, order.Authorizations()[0]);
        await client.Prove(web, order.Authorizations()[1]);
        var otherNames = await client.Post((string)order.Json["finalize"]!, $$"""{"csr":"{{AcmeOrdering.Csr(null, "localhost")}}"}""");
        var valid = await other.Finish(order, null, "localhost", "127.0.0.1");
        var certificate = await client.Post((string)valid.Json["certificate"]!, "");

        order.Location.ShouldNotBeNullOrEmpty();
        foreach (var member in new[] { "status", "expires", "identifiers", "authorizations", "finalize" })
        {
            order.Json[member].ShouldNotBeNull(member);
        }

        (early.Status, early.Problem).ShouldBe((403, "orderNotReady"), early.Body);
        otherNames.Problem.ShouldBe("badCSR", otherNames.Body);
        certificate.ContentType.ShouldBe("application/pem-certificate-chain");
    }

    /// <summary>A suspended authority stands for everything that takes longer than a client waits.</summary>
    [Fact]
    public async Task Rfc8555_7_4_Finalize_ThatTakesLonger_ProcessingWithRetryAfterAtBothEntriesThenValid()
    {
        using var client = await RawAcmeClient.WithAccount(site.Client(0));
        using var other = client.Through(site.Client(1));
        using var rest = await site.SignIn(0);
        await using var web = new ChallengeServer(site.ChallengePort);
        var order = await client.Order(["localhost"]);
        await client.Prove(web, order.Authorizations()[0]);
        AcmeAnswer final, polled;

        await Authority(rest, "suspend");
        try
        {
            // Law 8: in force on every silo within a second.
            var suspended = TimeProvider.System.GetTimestamp();
            await Eventually.Until(() => TimeProvider.System.GetElapsedTime(suspended) > TimeSpan.FromSeconds(1));
            final = await client.Post((string)order.Json["finalize"]!, $$"""{"csr":"{{AcmeOrdering.Csr(null, "localhost")}}"}""");
            polled = await other.Post(order.Location!, "");
        }
        finally
        {
            await Authority(rest, "resume");
        }

        foreach (var answer in new[] { final, polled })
        {
            ((string?)answer.Json["status"]).ShouldBe("processing", answer.Body);
            answer.RetryAfter.ShouldNotBeNull();
        }

        ((string?)(await other.Settled(order.Location!)).Json["status"]).ShouldBe("valid");
    }

    [Fact]
    public async Task Rfc8555_7_1_2_1_Orders_MoreThanAPage_TheNextPageIsLinkedAndHasTheRest()
    {
        using var client = await RawAcmeClient.WithAccount(site.Client(0));
        using var other = client.Through(site.Client(1));
        var made = new List<string>();
        for (var i = 0; i < 103; i++)
        {
            made.Add((await (i % 2 == 0 ? client : other).Order([$"n{i}.example.com"])).Location!);
        }

        var first = await other.Post((string)(await client.Post(client.Account!, "")).Json["orders"]!, "");
        var second = await client.Post(first.Links.Single(static link => link.EndsWith("rel=\"next\"", StringComparison.Ordinal)).Split('<', '>')[1], "");

        var listed = new[] { first, second }.SelectMany(static page => page.Json["orders"]!.AsArray().Select(static url => (string)url!)).ToList();
        listed.Order(StringComparer.Ordinal).ShouldBe(made.Order(StringComparer.Ordinal));
        second.Links.ShouldNotContain(static link => link.Contains("next", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Rfc8555_7_3_NewAccount_WithMembersThatAreIgnored_MadeAsIfTheyWereNotThere()
    {
        using var client = site.Client(0);

        var created = await client.Post("/new-account", """{"orders":"https://example.com/mine","status":"valid","unknown":1,"termsOfServiceAgreed":true}""");

        created.Status.ShouldBe(201, created.Body);
        ((string)created.Json["orders"]!).ShouldStartWith(created.Location!);
    }

    [Fact]
    public async Task Rfc8555_7_2_NewNonce_IsNotCached()
    {
        using var rest = await site.SignIn(1);

        using var answer = await rest.Http.GetAsync("/acme/new-nonce", Token);

        answer.Headers.CacheControl!.NoStore.ShouldBeTrue();
    }

    [Theory]
    [InlineData("order")]
    [InlineData("certificate")]
    public async Task Rfc8555_6_3_PostAsGet_WithAPayload_Malformed(string what)
    {
        using var client = await RawAcmeClient.WithAccount(site.Client(0));
        var order = await client.Order(["payload.example.com"]);

        var answer = await client.Post(what == "order" ? order.Location! : order.Location!.Replace("/order/", "/cert/", StringComparison.Ordinal), "{}");

        (answer.Status, answer.Problem).ShouldBe((400, "malformed"), answer.Body);
    }

    [Theory]
    [InlineData("notAfter", "2001-01-01T00:00:00Z")]
    [InlineData("notAfter", "2199-01-01T00:00:00Z")]
    [InlineData("notBefore", "2199-01-01T00:00:00Z")]
    [InlineData("notBefore", "tomorrow")]
    public async Task Rfc8555_7_4_NewOrder_TimesThatCannotBe_RefusedAtOnce(string member, string time)
    {
        using var client = await RawAcmeClient.WithAccount(site.Client(1));

        var answer = await client.Post(
            "/new-order", new JsonObject { ["identifiers"] = new JsonArray(AcmeOrdering.Identifier("localhost")), [member] = time }.ToJsonString());

        (answer.Status, answer.Problem).ShouldBe((400, "malformed"), answer.Body);
    }

    [Fact]
    public async Task Rfc8555_7_5_2_Authorization_DeactivatedAtOneEntry_TheOrderIsInvalidAtTheOther()
    {
        using var client = await RawAcmeClient.WithAccount(site.Client(0));
        using var other = client.Through(site.Client(1));
        var order = await client.Order(["given.example.com"]);
        var authorization = order.Authorizations()[0];

        var other1 = await other.Post(authorization, """{"status":"valid"}""");
        var given = await other.Post(authorization, """{"status":"deactivated"}""");

        other1.Problem.ShouldBe("malformed");
        ((string?)given.Json["status"]).ShouldBe("deactivated", given.Body);
        ((string?)(await client.Post(order.Location!, "")).Json["status"]).ShouldBe("invalid");
    }

    [Fact]
    public async Task Rfc9773_5_Order_ThatReplacesACertificate_SaysSoAndTheSecondIsTold409()
    {
        using var client = await RawAcmeClient.WithAccount(site.Client(0));
        using var other = client.Through(site.Client(1));
        using var stranger = await RawAcmeClient.WithAccount(site.Client(1));
        await using var web = new ChallengeServer(site.ChallengePort);
        var first = AcmeOrdering.RenewalId((await client.Obtain(web, ["localhost"])).Body);

        var foreign = await stranger.Order(["localhost"], first);
        var unrelated = await client.Order(["127.0.0.1"], first);
        var nonsense = await client.Order(["localhost"], "nonsense");
        var order = await other.Order(["localhost"], first);
        var second = await other.Obtain(web, ["localhost"], first);
        var again = await client.Order(["localhost"], first);

        (foreign.Status, foreign.Problem).ShouldBe((403, "unauthorized"), foreign.Body);
        (unrelated.Status, unrelated.Problem).ShouldBe((400, "malformed"), unrelated.Body);
        (nonsense.Status, nonsense.Problem).ShouldBe((400, "malformed"), nonsense.Body);
        ((string?)order.Json["replaces"]).ShouldBe(first);
        ((string?)(await client.Post(order.Location!, "")).Json["replaces"]).ShouldBe(first);
        second.Status.ShouldBe(200, second.Body);
        (again.Status, again.Problem).ShouldBe((409, "alreadyReplaced"), again.Body);
    }

    [Fact]
    public async Task Profiles_InTheDirectory_CanBeOrderedAndOthersAreInvalidProfile()
    {
        using var client = await RawAcmeClient.WithAccount(site.Client(0));
        var offered = (await client.Send(HttpMethod.Get, "/directory")).Json["meta"]!["profiles"]!.AsObject();

        var usual = await client.Order(["profile.example.com"]);
        var named = await Order("tls-server-short");
        var unknown = await Order("none");

        offered.ContainsKey("tls-server-short").ShouldBeTrue();
        ((string?)usual.Json["profile"]).ShouldBe(offered.First().Key);
        ((string?)named.Json["profile"]).ShouldBe("tls-server-short", named.Body);
        unknown.Problem.ShouldBe("invalidProfile", unknown.Body);

        Task<AcmeAnswer> Order(string profile) => client.Post(
            "/new-order",
            new JsonObject { ["identifiers"] = new JsonArray(AcmeOrdering.Identifier("profile.example.com")), ["profile"] = profile }.ToJsonString());
    }

    [Fact]
    public async Task Rfc8555_7_4_1_NewAuthz_OnAServerThatReuses_ProvedOnceAndUsedByOrdersAtBothEntriesUntilGivenUp()
    {
        var server = await ReusingServer();
        using var client = await RawAcmeClient.WithAccount(site.Client(0));
        using var other = client.Through(site.Client(1));
        await using var web = new ChallengeServer(site.ChallengePort);
        var newAuthz = (string)(await client.Send(HttpMethod.Get, $"/{server}/directory")).Json["newAuthz"]!;
        (await client.Send(HttpMethod.Get, "/directory")).Json["newAuthz"].ShouldBeNull();

        var made = await client.Post(newAuthz, """{"identifier":{"type":"dns","value":"localhost"}}""");
        var wildcard = await client.Post(newAuthz, """{"identifier":{"type":"dns","value":"*.localhost"}}""");
        var none = await client.Post(newAuthz, "{}");
        await other.Prove(web, made.Location!);
        var order = await other.Post($"/{server}/new-order", """{"identifiers":[{"type":"dns","value":"localhost"}]}""");
        await client.Finish(order, null, "localhost");
        await client.Post(made.Location!, """{"status":"deactivated"}""");
        var after = await other.Post($"/{server}/new-order", """{"identifiers":[{"type":"dns","value":"localhost"}]}""");

        (made.Status, (string?)made.Json["status"]).ShouldBe((201, "pending"), made.Body);
        wildcard.Problem.ShouldBe("rejectedIdentifier", wildcard.Body);
        none.Status.ShouldBe(400, none.Body);
        ((string?)order.Json["status"]).ShouldBe("ready", order.Body);
        ((string?)after.Json["status"]).ShouldBe("pending", after.Body);
        (await client.Post(made.Location!.Replace("/authz/", "/order/", StringComparison.Ordinal)[..^2], "")).Status.ShouldBe(404);
    }

    private static async Task Authority(RestClient rest, string verb)
    {
        using var answer = await rest.Http.PostAsync($"/api/authorities/issuing/{verb}", null, Token);
        answer.EnsureSuccessStatusCode();
    }

    private async Task<string> ReusingServer()
    {
        var name = $"reuse-{Guid.NewGuid():n}";
        using var rest = await site.SignIn(0);
        using var made = await rest.Http.PostAsJsonAsync("/api/acme/servers", new { name, authority = "issuing", authorization_reuse = true }, Token);
        ((int)made.StatusCode).ShouldBe(201, await made.Content.ReadAsStringAsync(Token));
        foreach (var entry in new[] { 0, 1 })
        {
            using var client = site.Client(entry);
            await Eventually.Get(() => client.Send(HttpMethod.Get, $"/{name}/directory"), static answer => answer.Status == 200, TimeSpan.FromSeconds(10));
        }

        return name;
    }
}
