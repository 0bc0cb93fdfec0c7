using Microsoft.Extensions.DependencyInjection;
using Ucm.Grains.Acme;
using Ucm.Grains.Acme.Servers;
using Ucm.Grains.Interfaces;
using Ucm.Grains.Interfaces.Acme;
using Ucm.Grains.Interfaces.Identity;
using Ucm.Grains.Interfaces.Objects;
using Ucm.Grains.Interfaces.Outcomes;
using Ucm.Pki.X509;
using Ucm.TestHosting;

namespace Ucm.Grains.Tests.Acme;

/// <summary>ACME servers on two silos: what a server says is what its orders must keep to.</summary>
[Trait("needs", "server")]
public sealed class AcmeServerTests(AcmeCluster cluster) : IClassFixture<AcmeCluster>
{
    private readonly string name = $"s{Guid.NewGuid():n}"[..16];

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Create_OrderOfAServerMadeOnTheOtherSilo_KeepsToItWithinASecond()
    {
        await Make("""{"profiles":["tls-server-short"],"identifiers":{"dns_suffixes":["corp.example"],"wildcards":false},"order_lifetime_seconds":3600}""");
        var second = cluster.Cluster.Service<IGrainFactory>(1);
        using var account = await TestAccount.Create(second);

        var order = await Eventually.Get(() => Order(second, account, "a.corp.example"), static made => made.Succeeded, TimeSpan.FromSeconds(5));
        var outside = await Order(second, account, "corp.example.org", "xcorp.example", "corp.example");
        var wildcard = await Order(second, account, "*.corp.example");
        var profile = await Order(second, account, "tls-server", ["a.corp.example"]);

        (order.Value!.Server, order.Value.Profile).ShouldBe((name, "tls-server-short"));
        (order.Value.ExpiresAt - DateTimeOffset.UtcNow).ShouldBeLessThanOrEqualTo(TimeSpan.FromHours(1));
        outside.Refusal!.Parts.Select(static part => part.Name).ShouldBe(["corp.example.org", "xcorp.example"]);
        wildcard.Refusal!.Code.ShouldBe(RefusalCode.RejectedIdentifier);
        profile.Refusal!.Code.ShouldBe(RefusalCode.UnknownProfile);
        profile.Refusal.Detail.ShouldContain("it offers tls-server-short");
    }

    [Fact]
    public async Task Finalize_ProfileLongerThanTheServerAllows_CertificateEndsByTheServer()
    {
        await Make("""{"maximum_validity_seconds":7200}""");
        using var account = await TestAccount.Create(cluster.Grains);
        var order = (await Order(cluster.Grains, account, "short.example.com")).Value!;
        await account.Respond(order);
        await account.WaitFor(order, static now => now.Status == AcmeOrderStatus.Ready);

        (await account.Finalize(order, TestAccount.Csr(null, "short.example.com"))).Refusal.ShouldBeNull();
        var tooLong = await cluster.Grains.AcmeOrder(Guid.NewGuid().ToString("n")).Create(
            new CreateAcmeOrderCommand(account.Id, "", [new AcmeIdentifier("dns", "x.example.com")], null, DateTimeOffset.UtcNow.AddHours(3), null)
            {
                Server = name,
            },
            Token);

        var issued = (await cluster.Grains.AcmeOrder(order.Id).GetCertificate(account.Id, Token)).Value!;
        var certificate = ParsedCertificate.Parse(issued.Der.AsSpan().ToArray());
        (certificate.NotAfter - DateTimeOffset.UtcNow).ShouldBeLessThanOrEqualTo(TimeSpan.FromHours(2));
        tooLong.Refusal!.Code.ShouldBe(RefusalCode.Malformed);
        tooLong.Refusal.Detail.ShouldContain("notAfter can be");
    }

    [Fact]
    public async Task Create_AtADisabledServer_AndFinalizeOfAnEarlierOrder_Refused()
    {
        await Make("{}");
        using var account = await TestAccount.Create(cluster.Grains);
        var order = (await Order(cluster.Grains, account, "a.example.com")).Value!;
        await account.Respond(order);
        await account.WaitFor(order, static now => now.Status == AcmeOrderStatus.Ready);

        await cluster.Grains.Object(Key).SetStatus(new SetObjectStatusCommand(ObjectStatus.Disabled, null, TestRequests.Admin), Token);
        foreach (var silo in new[] { 0, 1 })
        {
            var servers = cluster.Cluster.Service<AcmeServers>(silo);
            await Eventually.Get(() => servers.Find(name, Token).AsTask(), static found => !found.Succeeded, TimeSpan.FromSeconds(5));
        }

        var refused = await Order(cluster.Grains, account, "b.example.com");
        var final = await account.Finalize(order, TestAccount.Csr(null, "a.example.com"));

        refused.Refusal!.Code.ShouldBe(RefusalCode.NotFound);
        final.Refusal!.Detail.ShouldContain("is disabled");
    }

    [Fact]
    public async Task Create_ServerWithTermsOrAnExternalAccount_AccountsWithoutThemAreRefused()
    {
        await Make("""{"external_account":"required"}""");
        using var account = await TestAccount.Create(cluster.Grains);

        var order = await Order(cluster.Grains, account, "a.example.com");
        var found = await cluster.Grains.AcmeAccountKey("x").FindOrCreate(
            new CreateAcmeAccountCommand([], "x", [], true, false, null) { Server = name }, Token);

        order.Refusal!.Code.ShouldBe(RefusalCode.ExternalAccountRequired);
        found.Succeeded.ShouldBeFalse();
    }

    [Fact]
    public async Task Save_WithoutThePermission_Forbidden()
    {
        var reader = new Caller(CallerKind.User, "viewer", [Permission.AcmeRead]);
        var command = new SaveObjectCommand(SaveMode.Create, """{"authority":"issuing"}""", null, reader);

        (await cluster.Grains.Object(Key).Save(command, Token)).Refusal!.Code.ShouldBe(RefusalCode.Forbidden);
        (await cluster.Grains.AcmeSearch().ListAccounts(
            new AcmeListQuery(null, 10), new Caller(CallerKind.User, "nobody", []), Token)).Refusal!.Code.ShouldBe(RefusalCode.Forbidden);
        (await cluster.Grains.AcmeAccount("nobody").Revoke(reader, Token)).Refusal!.Code.ShouldBe(RefusalCode.Forbidden);
    }

    [Fact]
    public async Task Default_BeforeAndAfterItIsStored_FirstTheConfigurationThenTheObjectDecides()
    {
        await using var other = await GrainCluster.Start(configure: static services =>
        {
            AcmeCluster.UseFakeChallenge(services);
            services.Configure<AcmeOptions>(static options => options.Website = "https://first.example");
        });
        await other.CreateAuthorities();
        var key = new ObjectKey(AcmeServerKind.KindName, AcmeServer.Default);

        var first = (await other.Grains.Object(key).Get(TestRequests.Admin, Token)).Value!;
        var stored = await other.Grains.Object(key).Save(new SaveObjectCommand(SaveMode.Create, first.Content, null, TestRequests.Admin), Token);
        await other.Grains.Object(key).Save(new SaveObjectCommand(SaveMode.Merge, """{"website":"https://second.example"}""", null, TestRequests.Admin), Token);

        first.BuiltIn.ShouldBeTrue();
        first.Content.ShouldContain("https://first.example");
        stored.Value!.BuiltIn.ShouldBeFalse();
        var offer = await Eventually.Get(
            () => other.Grains.AcmeDirectory().Get(AcmeServer.Default, Token),
            static offer => offer.Value?.Website == "https://second.example",
            TimeSpan.FromSeconds(5));
        offer.Value!.Profiles.Select(static profile => profile.Name).ShouldBe(["tls-server", "tls-server-short"]);
    }

    private ObjectKey Key => new(AcmeServerKind.KindName, name);

    private async Task Make(string content)
    {
        var made = await cluster.Grains.Object(Key).Save(
            new SaveObjectCommand(SaveMode.Create, content, null, TestRequests.Admin) { CopyOf = AcmeServer.Default }, Token);
        made.Refusal.ShouldBeNull();
        await Eventually.Get(
            () => cluster.Cluster.Service<IGrainFactory>(1).AcmeDirectory().Get(name, Token), static offer => offer.Succeeded, TimeSpan.FromSeconds(5));
        await Eventually.Get(
            () => cluster.Cluster.Service<IGrainFactory>(0).AcmeDirectory().Get(name, Token), static offer => offer.Succeeded, TimeSpan.FromSeconds(5));
    }

    private Task<Outcome<AcmeOrder>> Order(IGrainFactory grains, TestAccount account, params string[] names) => Order(grains, account, string.Empty, names);

    private Task<Outcome<AcmeOrder>> Order(IGrainFactory grains, TestAccount account, string profile, string[] names) =>
        grains.AcmeOrder(Guid.NewGuid().ToString("n")).Create(
            new CreateAcmeOrderCommand(
                account.Id, profile, [.. names.Select(static name => new AcmeIdentifier("dns", name))], null, null, null)
            { Server = name },
            Token);
}
