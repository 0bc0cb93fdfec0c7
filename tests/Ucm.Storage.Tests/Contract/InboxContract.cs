using Ucm.Grains.Interfaces.Certificates;
using Ucm.Grains.Interfaces.Inbox;
using Ucm.Storage.Audit;
using Ucm.Storage.Commits;
using Ucm.Storage.Inbox;

namespace Ucm.Storage.Tests.Contract;

/// <summary>What the list of requests asks of a database.</summary>
public abstract class InboxContract(StorageFixture fixture)
{
    private readonly string user = Samples.Token();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private IInboxIndex Index => fixture.Get<IInboxIndex>();

    private InboxFilter Mine => new(null, user, null, null, Samples.Now);

    [Fact]
    public async Task List_PageByPage_IsNewestFirstAndWhole()
    {
        // Two of one time: the id decides.
        InboxRow[] rows = [Row(3), Row(2), Row(2), Row(1)];
        await Append(rows);

        var first = await Index.List(Mine, 2, Token);
        var second = await Index.List(Mine with { Cursor = InboxCursor.Of(first[1]) }, 10, Token);

        first.Concat(second).Select(static row => row.Id)
            .ShouldBe(rows.OrderByDescending(static row => row.SubmittedAt)
                .ThenByDescending(static row => row.Id, StringComparer.Ordinal)
                .Select(static row => row.Id));
    }

    [Fact]
    public async Task List_OfOneState_TellsTheExpiredByTheirTime()
    {
        var (pending, expired) = (Row(1), Row(2) with { ExpiresAt = Samples.Now });
        var issued = Row(3) with { Status = InboxStatus.Issued, ExpiresAt = Samples.Now };
        await Append([pending, expired, issued]);

        (await Ids(Mine with { Status = InboxStatus.Pending })).ShouldBe([pending.Id]);
        (await Ids(Mine with { Status = InboxStatus.Expired })).ShouldBe([expired.Id]);
        (await Ids(Mine with { Status = InboxStatus.Issued })).ShouldBe([issued.Id]);
        (await Index.CountPending(user, Samples.Now, Token)).ShouldBe(1);
    }

    [Fact]
    public async Task Row_ThatIsDecided_TakesThePlaceOfTheOneBefore()
    {
        var row = Row(1);
        var decided = row with
        {
            Status = InboxStatus.Rejected,
            DecidedAt = Samples.Now.AddHours(1),
            DecidedBy = "user:op",
            Reason = "No.",
            Certificate = "issuing.01",
        };
        await Append([row]);
        await Append([row, decided]);

        var read = (await Index.List(Mine, 10, Token)).ShouldHaveSingleItem();

        read.ShouldBe(decided with { Names = read.Names });
        read.Names.ShouldBe(decided.Names);
    }

    [Fact]
    public async Task List_WithFiltersAndScopes_IsWhatFitsAll()
    {
        var (one, two) = (Row(1), Row(2) with { Authority = "other", Profile = "tls-client" });
        await Append([one, two]);
        var stranger = new InboxScope([], [], Samples.Token(), null);

        (await Ids(Mine with { Authority = "other" })).ShouldBe([two.Id]);
        (await Ids(Mine with { Profile = "tls-server" })).ShouldBe([one.Id]);
        (await Ids(Mine with { SubmittedAfter = one.SubmittedAt })).ShouldBe([two.Id]);
        (await Ids(Mine with { SubmittedBefore = two.SubmittedAt })).ShouldBe([one.Id]);
        (await Ids(Mine with { Scopes = [] })).ShouldBeEmpty();
        (await Ids(Mine with { Scopes = [stranger] })).ShouldBeEmpty();
        (await Ids(Mine with { Scopes = [stranger, new InboxScope(["other", "third"], ["tls-client"], null, null)] })).ShouldBe([two.Id]);
        (await Ids(Mine with { Scopes = [new InboxScope([], [], user, two.SubmittedAt)] })).ShouldBe([two.Id]);
    }

    private async Task<string[]> Ids(InboxFilter filter) => [.. (await Index.List(filter, 10, Token)).Select(static row => row.Id)];

    private InboxRow Row(int minute) => new(Samples.Token(), $"user:{user}", user, "issuing", "tls-server", InboxStatus.Pending)
    {
        Subject = "CN=a.example.com",
        Names = [new SubjectName(SubjectNameKind.Dns, "a.example.com")],
        Owner = "web team",
        SubmittedAt = Samples.Now.AddMinutes(minute),
        ExpiresAt = Samples.Now.AddDays(30),
    };

    private Task Append(IndexRow[] rows) => fixture.Get<IAuditStore>().Append(new CommitCompanion([], []) { Index = [.. rows] }, Token);
}
