using Orleans.Storage;
using Ucm.Storage.Acme;
using Ucm.Storage.Audit;
using Ucm.Storage.Commits;
using Ucm.Storage.GrainStorage;

namespace Ucm.Storage.Tests.Contract;

/// <summary>What the cleanup of ACME orders and accounts asks of a database, and the count of open orders.</summary>
public abstract class AcmeIndexContract(StorageFixture fixture)
{
    private static readonly DateTimeOffset Past = new(2001, 1, 1, 0, 0, 0, TimeSpan.Zero);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private IAcmeIndex Index => fixture.Get<IAcmeIndex>();

    private IGrainStates States => fixture.Get<IGrainStates>();

    private IGrainStorage Storage => fixture.Get<IGrainStorage>(GrainStorageNames.Audited);

    [Fact]
    public async Task CountOpenOrders_OfSeveralStatuses_CountsThoseThatWaitUpToTheLimit()
    {
        var account = Samples.Token();
        string[] statuses = ["pending", "ready", "processing", "valid", "invalid"];
        await Append([.. statuses.Select(status => Order(account, status, Samples.Now.AddDays(1))), Order(account, "pending", Samples.Now.AddSeconds(-1))]);

        (await Index.CountOpenOrders(account, Samples.Now, 10, Token)).ShouldBe(3);
        (await Index.CountOpenOrders(account, Samples.Now, 2, Token)).ShouldBe(2);
        (await Index.CountOpenOrders(Samples.Token(), Samples.Now, 2, Token)).ShouldBe(0);
    }

    [Fact]
    public async Task ListExpiredOrders_PageByPage_IsEachOnceLongestAgoFirst()
    {
        var account = Samples.Token();
        var rows = Enumerable.Range(0, 7).Select(i => Order(account, "valid", Past.AddSeconds(i / 2))).ToArray();
        await Append([.. rows, Order(account, "valid", Past.AddDays(1))]);

        List<AcmeOrderRow> found = [];
        for (AcmeOrderRow? after = null; ;)
        {
            var page = await Index.ListExpiredOrders(Past.AddHours(1), after, 3, Token);
            found.AddRange(page);
            if (page.Length < 3)
                break;

            after = page[^1];
        }

        found.ShouldBe(rows.OrderBy(static row => row.ExpiresAt).ThenBy(static row => row.Id, StringComparer.Ordinal));
        await Append([.. rows.Select(static row => new AcmeOrderGone(row.Id, row.AccountId, row.CreatedAt))]);
        (await Index.ListExpiredOrders(Past.AddHours(1), null, 10, Token)).ShouldBeEmpty();
    }

    [Fact]
    public async Task ListIdleAccounts_ByUse_ThoseWithoutOrdersThatNobodyUsed()
    {
        var (idle, used, busy, ended) = (Samples.Token(), Samples.Token(), Samples.Token(), Samples.Token());
        var order = Order(used, "valid", Past.AddDays(3), Past.AddDays(3));
        await Append([Account(idle), Account(used), order, Account(busy), Order(busy, "valid", Past.AddDays(1)), Account(ended, "deactivated")]);
        await Append([new AcmeOrderGone(order.Id, used, order.CreatedAt)]);

        var all = await Index.ListIdleAccounts(Past.AddDays(1), ended: false, null, 100, Token);
        var deactivated = await Index.ListIdleAccounts(Past.AddDays(1), ended: true, null, 100, Token);

        all.Select(static row => row.Id).ShouldContain(idle);
        all.Select(static row => row.Id).ShouldContain(ended);
        all.Select(static row => row.Id).ShouldNotContain(busy);
        all.Select(static row => row.Id).ShouldNotContain(used);
        deactivated.Select(static row => row.Id).ShouldContain(ended);
        deactivated.Select(static row => row.Id).ShouldNotContain(idle);
        (await Index.ListIdleAccounts(Past.AddDays(4), ended: false, null, 100, Token)).Single(row => row.Id == used).UsedAt.ShouldBe(Past.AddDays(3));
    }

    [Fact]
    public async Task Account_WrittenAgainWithAnEarlierUse_KeepsTheLater()
    {
        var id = Samples.Token();
        await Append([Account(id) with { UsedAt = Samples.Now }]);

        await Append([Account(id)]);

        fixture.Scalar($"select used_at from acme_accounts where id = '{id}'").ShouldBe(
            (Samples.Now.UtcTicks - DateTimeOffset.UnixEpoch.UtcTicks) / TimeSpan.TicksPerMicrosecond);
    }

    [Fact]
    public async Task Law05_DeleteOfAState_TakesItsRowAlongOrLeavesBoth()
    {
        var (name, id, row) = ($"a{Samples.Token()}", GrainId.Create("order", Samples.Token()), Order(Samples.Token(), "valid", Past));
        var gone = new CommitCompanion([], []) { Index = [new AcmeOrderGone(row.Id, row.AccountId, row.CreatedAt)] };
        var state = new GrainState<SampleState>(new SampleState("one"));
        await Storage.WriteStateAsync(name, id, state, Token);
        await Append([row]);
        var before = (await States.Find<SampleState>(name, id, Token))!;
        await Storage.WriteStateAsync(name, id, state, Token);

        (await States.Delete(before, gone, Token)).ShouldBeFalse();
        (await States.NoteAbsent(name, id, gone, Token)).ShouldBeFalse();
        fixture.Scalar($"select count(*) from acme_orders where id = '{row.Id}'").ShouldBe(1);

        (await States.Delete((await States.Find<SampleState>(name, id, Token))!, gone, Token)).ShouldBeTrue();
        fixture.Scalar($"select count(*) from acme_orders where id = '{row.Id}'").ShouldBe(0);
        (await States.Find<SampleState>(name, id, Token)).ShouldBeNull();
    }

    [Fact]
    public async Task NoteAbsent_NoState_DeletesTheRow()
    {
        var row = Account(Samples.Token());
        await Append([row]);

        var noted = await States.NoteAbsent(
            "ucm.state.none", GrainId.Create("account", row.Id), new CommitCompanion([], []) { Index = [new AcmeAccountGone(row.Id)] }, Token);

        noted.ShouldBeTrue();
        fixture.Scalar($"select count(*) from acme_accounts where id = '{row.Id}'").ShouldBe(0);
    }

    private static AcmeOrderRow Order(string account, string status, DateTimeOffset expiresAt, DateTimeOffset? createdAt = null) =>
        new(Samples.Token(), account, status, createdAt ?? Past, expiresAt);

    private static AcmeAccountRow Account(string id, string status = "valid") => new(id, $"t{id}", status, Past);

    private Task Append(IndexRow[] rows) => fixture.Get<IAuditStore>().Append(new CommitCompanion([], []) { Index = [.. rows] }, Token);
}
