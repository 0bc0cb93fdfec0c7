using System.Diagnostics;
using System.Text.Json.Nodes;
using Shouldly;
using Ucm.Conformance.Tests.Hosting;
using Ucm.TestHosting;

namespace Ucm.Conformance.Tests.Acme;

/// <summary>
/// A stranger's host accepts connections and never answers, and the stranger's orders are many: everybody else is served as if they were not
/// there.
/// </summary>
[Trait("needs", "server")]
public sealed class TarpitTests : IAsyncLifetime
{
    private const string Address = "127.0.0.2";
    private const int Orders = 50;
    private const int Names = 100;
    private const int PerHost = 8;
    private const int PerAccount = 150;
    private const long Memory = 400L << 20;

    private readonly LoopbackDns dns = new(static name => name.Contains("tarpit", StringComparison.Ordinal) ? Address : "127.0.0.1");
    private readonly StandaloneServer server;

    public TarpitTests() => server = new StandaloneServer(new()
    {
        ["Ucm:Acme:Validation:MaximumPerHost"] = $"{PerHost}",
        ["Ucm:Acme:Validation:MaximumPerAccount"] = $"{PerAccount}",
        ["Ucm:RateLimits:AcmeOrdersPerHour"] = $"{Orders}",
        ["Ucm:RateLimits:AcmeAccountsPerHour"] = "2",
        ["Ucm:Acme:Validation:DnsServers"] = $"127.0.0.1:{dns.Port}",
    });

    public ValueTask InitializeAsync() => server.InitializeAsync();

    public async ValueTask DisposeAsync()
    {
        await server.DisposeAsync();
        await dns.DisposeAsync();
    }

    [Fact]
    public async Task FiftyOrdersOfAHundredNames_HostThatNeverAnswers_BoundedAndOthersGoOn()
    {
        using var attacker = await RawAcmeClient.WithAccount(server);
        using var honest = await RawAcmeClient.WithAccount(server);
        await using var tarpit = new Tarpit(Address, server.AcmeHttpPort);
        await using var web = new ChallengeServer(server.AcmeHttpPort);
        var before = WorkingSet();

        var refusals = await Flood(attacker);
        refusals.ShouldNotBeEmpty();
        refusals.Add(await OneAccountMore());
        refusals.Add(await Eventually.Get(() => Order(attacker, ["one-more.example.com"]), static answer => answer.Status != 201));
        await Eventually.Until(() => tarpit.MostAtOnce >= PerHost);

        (await IsReady()).ShouldBeTrue();
        (await Prove(honest, web)).ShouldBe("ready");
        (await IsReady()).ShouldBeTrue();
        refusals.ShouldAllBe(static answer => answer.Status == 429 && answer.Problem == "rateLimited" && int.Parse(answer.RetryAfter!, null) > 0);

        // The old connection may be seen to close a moment after the next one has come.
        tarpit.MostAtOnce.ShouldBeLessThanOrEqualTo(2 * PerHost);
        (WorkingSet() - before).ShouldBeLessThan(Memory);
    }

    /// <summary>Answers every challenge of every order, going on to the next order at the first refusal; returns the refusals.</summary>
    private static async Task<List<AcmeAnswer>> Flood(RawAcmeClient client)
    {
        List<AcmeAnswer> refusals = [];
        for (var number = 0; number < Orders; number++)
        {
            var order = await NewOrder(client, [.. Enumerable.Range(0, Names).Select(i => $"n{i}.o{number}.tarpit.example.com")]);
            for (var index = 0; index < Names; index++)
            {
                var answer = await client.Post(Challenge(order, index), "{}");
                if (answer.Status != 200)
                {
                    refusals.Add(answer);
                    break;
                }
            }
        }

        return refusals;
    }

    /// <summary>The status of an order when its only name was proved.</summary>
    private static async Task<string?> Prove(RawAcmeClient client, ChallengeServer web)
    {
        var order = await NewOrder(client, ["honest.example.com"]);
        var token = (string)(await client.Post(Challenge(order, 0), "")).Json["token"]!;
        web.Body($"/.well-known/acme-challenge/{token}", $"{token}.{client.Thumbprint}");
        await client.Post(Challenge(order, 0), "{}");
        return (string?)(await client.Settled(order.Location!)).Json["status"];
    }

    private static Task<AcmeAnswer> Order(RawAcmeClient client, string[] names)
    {
        var identifiers = new JsonArray([.. names.Select(static name => new JsonObject { ["type"] = "dns", ["value"] = name })]);
        return client.Post("/new-order", new JsonObject { ["identifiers"] = identifiers }.ToJsonString());
    }

    private static async Task<AcmeAnswer> NewOrder(RawAcmeClient client, string[] names)
    {
        var order = await Order(client, names);
        order.Status.ShouldBe(201, order.Body);
        return order;
    }

    private static string Challenge(AcmeAnswer order, int index) =>
        $"{order.Location!.Replace("/order/", "/chall/", StringComparison.Ordinal)}/{index}/http-01";

    private async Task<AcmeAnswer> OneAccountMore()
    {
        using var client = new RawAcmeClient(server);
        return await client.Post("/new-account", """{"termsOfServiceAgreed":true}""");
    }

    private async Task<bool> IsReady()
    {
        using var http = server.CreateClient();
        using var answer = await http.GetAsync(new Uri("/health/ready", UriKind.Relative));
        return answer.IsSuccessStatusCode;
    }

    private long WorkingSet()
    {
        using var process = Process.GetProcessById(server.ProcessId);
        return process.WorkingSet64;
    }
}
