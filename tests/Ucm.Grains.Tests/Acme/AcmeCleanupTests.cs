using Ucm.Grains.Acme;
using Ucm.Grains.Interfaces;
using Ucm.Grains.Interfaces.Acme;
using Ucm.Grains.Interfaces.Certificates;
using Ucm.Grains.Interfaces.Outcomes;
using Ucm.Storage.Acme;
using Ucm.Storage.GrainStorage;
using Ucm.TestHosting;

namespace Ucm.Grains.Tests.Acme;

/// <summary>What expired long ago leaves no row, what is in use stays, and what is gone is refused as what never was.</summary>
[Trait("needs", "server")]
public sealed class AcmeCleanupTests : IAsyncLifetime
{
    private static readonly AcmeOptions Defaults = new();
    private readonly ShiftedClock clock = new();
    private GrainCluster? cluster;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private GrainCluster Cluster => cluster!;

    private IGrainStates States => Cluster.Service<IGrainStates>();

    public async ValueTask InitializeAsync()
    {
        cluster = await GrainCluster.Start(clock, AcmeCluster.UseFakeChallenge);
        await cluster.CreateAuthorities();
    }

    public ValueTask DisposeAsync() => Cluster.DisposeAsync();

    [Fact]
    public async Task Clean_OrdersThatExpiredLongAgo_AreDeletedOnBothSilosAtOnceAndTheOthersStay()
    {
        using var account = await TestAccount.Create(Cluster.Grains);
        var old = await account.ReadyOrder("old.example.com");
        clock.Advance(Defaults.OrderLifetime + Defaults.Retention + TimeSpan.FromMinutes(1));
        var young = (await account.Order("young.example.com")).Value!;

        var deleted = await Task.WhenAll(Cluster.Service<AcmeCleanup>(0).Clean(Token), Cluster.Service<AcmeCleanup>(1).Clean(Token));

        deleted.Sum(static one => one.Orders).ShouldBeInRange(1, 2);
        deleted.Sum(static one => one.Accounts).ShouldBe(0);
        (await States.List<AcmeOrderState>(AcmeOrderState.Name, null, 10, Token)).ShouldHaveSingleItem().Key.ShouldContain(young.Id);
        var rows = await Cluster.Service<IAcmeIndex>().ListExpiredOrders(DateTimeOffset.MaxValue.AddYears(-1), null, 10, Token);
        rows.ShouldHaveSingleItem().Id.ShouldBe(young.Id);
        await Forget(old);
        (await account.Get(old)).Refusal!.Code.ShouldBe(RefusalCode.NotFound);
        (await Cluster.Service<AcmeCleanup>().Clean(Token)).ShouldBe((0, 0));
    }

    /// <summary>The certificate's row stays and with it the request id, so the same order, made again, never ends in a second certificate.</summary>
    [Fact]
    public async Task Law02_Clean_AnOrderThatWasIssued_TheSameIdIsNeverIssuedAgain()
    {
        using var account = await TestAccount.Create(Cluster.Grains);
        var order = await account.ReadyOrder("law.example.com");
        var issued = (await account.Finalize(order, TestAccount.Csr(null, "law.example.com"))).Value!.Certificate!.Value;
        clock.Advance(Defaults.OrderLifetime + Defaults.Retention + TimeSpan.FromMinutes(1));

        // The order is written behind the answer, and what is being written is left for the next time.
        (await Eventually.Get(() => Cluster.Service<AcmeCleanup>().Clean(Token), static gone => gone.Orders > 0, TimeSpan.FromSeconds(10))).Orders.ShouldBe(1);
        await Forget(order);

        var again = await Cluster.Grains.AcmeOrder(order.Id).Create(
            new CreateAcmeOrderCommand(account.Id, "tls-server", [new AcmeIdentifier("dns", "law.example.com")], null, null, null), Token);
        await account.Respond(order);
        await account.WaitFor(order, static now => now.Status == AcmeOrderStatus.Ready);
        var repeated = await account.Finalize(order, TestAccount.Csr(null, "law.example.com"));

        again.Refusal.ShouldBeNull();
        repeated.Refusal!.Code.ShouldBe(RefusalCode.IdempotencyMismatch);
        var certificates = await Cluster.Grains.Search().ListCertificates(new CertificateQuery { Text = "law.example.com" }, TestRequests.Admin, Token);
        certificates.Value!.Items.ShouldHaveSingleItem().Key.ShouldBe(issued);
    }

    [Fact]
    public async Task Clean_AccountsThatAreDeactivatedOrUnused_AreDeletedWithTheirClaims()
    {
        using var ended = await TestAccount.Create(Cluster.Grains);
        using var unused = await TestAccount.Create(Cluster.Grains);
        using var used = await TestAccount.Create(Cluster.Grains);
        await Cluster.Grains.AcmeAccount(ended.Id).Update(new UpdateAcmeAccountCommand(null, null, Deactivate: true, null), Token);

        clock.Advance(Defaults.Retention + TimeSpan.FromMinutes(1));
        var first = await Cluster.Service<AcmeCleanup>().Clean(Token);
        (await ended.FindOrCreate(onlyReturnExisting: true)).Refusal.ShouldNotBeNull();
        (await unused.FindOrCreate(onlyReturnExisting: true)).Refusal.ShouldBeNull();

        clock.Advance(Defaults.IdleAccountRetention - TimeSpan.FromDays(60));
        var order = (await used.Order("used.example.com")).Value!;
        clock.Advance(TimeSpan.FromDays(60));
        var second = await Cluster.Service<AcmeCleanup>().Clean(Token);
        var third = await Cluster.Service<AcmeCleanup>().Clean(Token);

        (first, second, third).ShouldBe(((0, 1), (1, 1), (0, 0)));
        order.ShouldNotBeNull();
        (await States.List<AcmeAccountState>(AcmeAccountState.Name, null, 10, Token)).ShouldHaveSingleItem().Key.ShouldContain(used.Id);
        (await States.List<AcmeAccountKeyState>(AcmeAccountKeyState.Name, null, 10, Token)).ShouldHaveSingleItem().State.Account.ShouldBe(used.Id);
    }

    [Fact]
    public async Task FindOrCreate_KeyOfADeletedAccount_HasANewAccountAndOnlyOne()
    {
        using var unused = await TestAccount.Create(Cluster.Grains);
        clock.Advance(Defaults.IdleAccountRetention + TimeSpan.FromMinutes(1));
        (await Cluster.Service<AcmeCleanup>().Clean(Token)).Accounts.ShouldBe(1);

        // Its activation may believe that it is there; the next order finds out.
        (await unused.Order("late.example.com")).Refusal!.Code.ShouldBe(RefusalCode.AccountDoesNotExist);
        var found = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => unused.FindOrCreate()));

        found.Count(static one => one.Value!.Created).ShouldBe(1);
        var id = found.Select(static one => one.Value!.Account.Id).Distinct().ShouldHaveSingleItem();
        id.ShouldNotBe(unused.Id);
        (await States.List<AcmeAccountKeyState>(AcmeAccountKeyState.Name, null, 10, Token)).ShouldHaveSingleItem().State.Account.ShouldBe(id);
    }

    /// <summary>Of a crash between the two steps of an account's deletion.</summary>
    [Fact]
    public async Task Clean_AccountWhoseStateIsGoneAlready_DeletesTheRest()
    {
        using var unused = await TestAccount.Create(Cluster.Grains);
        clock.Advance(Defaults.IdleAccountRetention + TimeSpan.FromMinutes(1));
        var stored = (await States.List<AcmeAccountState>(AcmeAccountState.Name, null, 10, Token)).ShouldHaveSingleItem();
        (await States.Delete(stored, Token)).ShouldBeTrue();

        (await Cluster.Service<AcmeCleanup>().Clean(Token)).Accounts.ShouldBe(1);

        (await States.List<AcmeAccountKeyState>(AcmeAccountKeyState.Name, null, 10, Token)).ShouldBeEmpty();
        (await Cluster.Service<IAcmeIndex>().ListIdleAccounts(clock.GetUtcNow(), ended: false, null, 10, Token)).ShouldBeEmpty();
    }

    [Fact]
    public async Task ChangeKey_ToTheKeyOfADeletedAccount_IsFree()
    {
        using var unused = await TestAccount.Create(Cluster.Grains);
        clock.Advance(Defaults.IdleAccountRetention + TimeSpan.FromMinutes(1));
        using var account = await TestAccount.Create(Cluster.Grains);
        (await Cluster.Service<AcmeCleanup>().Clean(Token)).Accounts.ShouldBe(1);

        var changed = await account.ChangeKey(unused.Key, account.Key);

        changed.Value!.Id.ShouldBe(account.Id);
        changed.Value.Thumbprint.ShouldBe(unused.Thumbprint);
    }

    /// <summary>What an activation that nobody asks for a while does by itself. The directory's cache may name one that is gone, so they are counted.</summary>
    private async Task Forget(AcmeOrder order)
    {
        var id = Cluster.Grains.AcmeOrder(order.Id).GetGrainId();
        var management = Cluster.Grains.GetGrain<IManagementGrain>(0);
        await Ucm.TestHosting.Eventually.Until(async () =>
        {
            // One that is busy at that moment is passed over, so it is asked for each time.
            await management.ForceActivationCollection(TimeSpan.Zero);
            var active = await management.GetDetailedGrainStatistics();
            return !active.Any(one => one.GrainId == id);
        });
    }
}
