using Ucm.Grains.Acme;
using Ucm.Grains.Interfaces;
using Ucm.Grains.Interfaces.Acme;
using Ucm.Grains.Interfaces.Certificates;
using Ucm.Grains.Interfaces.Objects;
using Ucm.Grains.Interfaces.Outcomes;
using Ucm.Storage.Acme;
using Ucm.TestHosting;

namespace Ucm.Grains.Tests.Acme.Reuse;

/// <summary>Authorizations that later orders use again, and those that are made before any order (RFC 8555 §7.4.1).</summary>
[Trait("needs", "server")]
public sealed class ReuseTests : IAsyncLifetime
{
    private const string Server = "reusing";
    private static readonly TimeSpan Lifetime = TimeSpan.FromHours(2);
    private readonly ShiftedClock clock = new();
    private GrainCluster? cluster;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private IGrainFactory Grains => cluster!.Grains;

    public async ValueTask InitializeAsync()
    {
        cluster = await GrainCluster.Start(clock, AcmeCluster.UseFakeChallenge);
        await cluster.CreateAuthorities();
        var content = $$"""{"authority":"issuing","authorization_reuse":true,"authorization_lifetime_seconds":{{(long)Lifetime.TotalSeconds}}}""";

        // A silo's view of the authorities may be half a second old.
        await Eventually.Get(
            () => Grains.Object(new ObjectKey("acme-server", Server)).Save(new SaveObjectCommand(SaveMode.Create, content, null, TestRequests.Admin), Token),
            static made => made.Succeeded);
        foreach (var silo in new[] { 0, 1 })
        {
            await Eventually.Get(() => cluster.Service<IGrainFactory>(silo).AcmeDirectory().Get(Server, Token), static offer => offer.Succeeded);
        }
    }

    public ValueTask DisposeAsync() => cluster!.DisposeAsync();

    [Fact]
    public async Task Create_SameNameAgain_ReadyAtOnceWithTheProofAndItsEnd()
    {
        using var account = await TestAccount.Create(Grains);
        var first = await Proven(account, "again.example.com");

        var second = (await account.OrderAt(Server, null, "again.example.com")).Value!;
        var final = await account.Finalize(second, TestAccount.Csr(null, "again.example.com"));

        second.Status.ShouldBe(AcmeOrderStatus.Ready);
        var reused = second.Authorizations.ShouldHaveSingleItem();
        reused.Source.ShouldBe($"order:{first.Id}/0");
        reused.ExpiresAt.ShouldBe(first.Authorizations[0].ExpiresAt);
        reused.ExpiresAt.ShouldBeInRange(clock.GetUtcNow() + Lifetime - TimeSpan.FromMinutes(1), clock.GetUtcNow() + Lifetime);
        reused.Challenges.ShouldHaveSingleItem().Attempts.ShouldNotBeEmpty();
        final.Value!.Status.ShouldBe(AcmeOrderStatus.Valid);
    }

    [Fact]
    public async Task Create_OtherNameAccountOrServer_ToBeProved()
    {
        using var account = await TestAccount.Create(Grains);
        using var other = await TestAccount.Create(Grains);
        await Proven(account, "mine.example.com");

        var name = (await account.OrderAt(Server, null, "mine.example.com", "new.example.com")).Value!;
        var foreign = (await other.OrderAt(Server, null, "mine.example.com")).Value!;
        var elsewhere = (await account.OrderAt("default", null, "mine.example.com")).Value!;

        name.Status.ShouldBe(AcmeOrderStatus.Pending);
        name.Authorizations.Select(static authorization => authorization.Status).ShouldBe([AcmeAuthorizationStatus.Valid, AcmeAuthorizationStatus.Pending]);
        foreign.Status.ShouldBe(AcmeOrderStatus.Pending);
        elsewhere.Status.ShouldBe(AcmeOrderStatus.Pending);
    }

    [Fact]
    public async Task Create_AfterTheAuthorizationExpired_ToBeProvedAndTheRowIsDeleted()
    {
        using var account = await TestAccount.Create(Grains);
        await Proven(account, "old.example.com");
        clock.Advance(Lifetime + TimeSpan.FromSeconds(1));

        var order = (await account.OrderAt(Server, null, "old.example.com")).Value!;
        await cluster!.Service<AcmeCleanup>().Clean(Token);

        order.Status.ShouldBe(AcmeOrderStatus.Pending);
        (await cluster.Service<IAcmeIndex>().FindAuthorizations(
            account.Id, Server, [new SubjectName(SubjectNameKind.Dns, "old.example.com")], DateTimeOffset.MinValue.AddYears(1980), Token)).ShouldBeEmpty();
    }

    [Fact]
    public async Task Finalize_OriginalDeactivatedMeanwhile_RefusedAndTheNextOrderIsToBeProved()
    {
        using var account = await TestAccount.Create(Grains);
        var first = await Proven(account, "gone.example.com");
        var second = (await account.OrderAt(Server, null, "gone.example.com")).Value!;

        await Grains.AcmeOrder(first.Id).Deactivate(account.Id, 0, Token);
        var final = await account.Finalize(second, TestAccount.Csr(null, "gone.example.com"));
        var third = (await account.OrderAt(Server, null, "gone.example.com")).Value!;

        final.Refusal!.Code.ShouldBe(RefusalCode.Forbidden);
        third.Status.ShouldBe(AcmeOrderStatus.Pending);
    }

    [Fact]
    public async Task Deactivate_TheCopy_EndsTheOriginalToo()
    {
        using var account = await TestAccount.Create(Grains);
        var first = await Proven(account, "copy.example.com");
        var second = (await account.OrderAt(Server, null, "copy.example.com")).Value!;

        var given = await Grains.AcmeOrder(second.Id).Deactivate(account.Id, 0, Token);

        given.Value!.Authorizations[0].Status.ShouldBe(AcmeAuthorizationStatus.Deactivated);
        (await account.Get(first)).Value!.Authorizations[0].Status.ShouldBe(AcmeAuthorizationStatus.Deactivated);
        (await account.OrderAt(Server, null, "copy.example.com")).Value!.Status.ShouldBe(AcmeOrderStatus.Pending);
    }

    [Fact]
    public async Task CreateAuthorization_Proved_LaterOrdersAreReadyAndItIsNoOrder()
    {
        using var account = await TestAccount.Create(Grains);
        var made = (await PreAuthorize(account, "early.example.com")).Value!;
        await account.Respond(made);
        var proved = await account.WaitFor(made, static now => now.Authorizations[0].Status == AcmeAuthorizationStatus.Valid);

        var order = (await account.OrderAt(Server, null, "early.example.com")).Value!;
        var final = await account.Finalize(proved, TestAccount.Csr(null, "early.example.com"));
        var listed = await Grains.AcmeAccount(account.Id).ListOrders(null, Token);

        made.IsAuthorization.ShouldBeTrue();
        order.Status.ShouldBe(AcmeOrderStatus.Ready);
        final.Refusal!.Code.ShouldBe(RefusalCode.NotFound);
        listed.Value!.Orders.ShouldBe([order.Id]);
    }

    [Fact]
    public async Task CreateAuthorization_WildcardOrServerWithoutReuseOrBadName_Refused()
    {
        using var account = await TestAccount.Create(Grains);

        (await PreAuthorize(account, "*.example.com")).Refusal!.Code.ShouldBe(RefusalCode.RejectedIdentifier);
        (await PreAuthorize(account, "-")).Refusal!.Code.ShouldBe(RefusalCode.RejectedIdentifier);
        (await PreAuthorize(account, "www.example.com", "default")).Refusal!.Code.ShouldBe(RefusalCode.NotFound);
        (await PreAuthorize(account, "www.example.com", "none")).Refusal!.Code.ShouldBe(RefusalCode.NotFound);
    }

    private static async Task<AcmeOrder> Proven(TestAccount account, string name) => await account.Prove((await account.OrderAt(Server, null, name)).Value!);

    private Task<Outcome<AcmeOrder>> PreAuthorize(TestAccount account, string name, string server = Server) =>
        Grains.AcmeOrder(Guid.NewGuid().ToString("n")).CreateAuthorization(
            new CreateAcmeAuthorizationCommand(account.Id, new AcmeIdentifier("dns", name), server, null), Token);
}
