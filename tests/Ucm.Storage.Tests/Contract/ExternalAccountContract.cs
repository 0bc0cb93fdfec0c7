using Ucm.Storage.Acme;
using Ucm.Storage.Audit;
using Ucm.Storage.Commits;

namespace Ucm.Storage.Tests.Contract;

/// <summary>What external account keys ask of a database: lists, and which accounts are bound by a key.</summary>
public abstract class ExternalAccountContract(StorageFixture fixture)
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private IExternalAccountIndex Index => fixture.Get<IExternalAccountIndex>();

    [Fact]
    public async Task List_PageByPageOfOneServer_IsEachOnceWithItsContent()
    {
        var server = Samples.Token();
        var rows = Enumerable.Range(0, 5).Select(_ => Row(server)).OrderBy(static row => row.Kid, StringComparer.Ordinal).ToArray();
        await Append([.. rows, Row(Samples.Token())]);

        var first = await Index.List(new ExternalAccountFilter(server), 3, Token);
        var rest = await Index.List(new ExternalAccountFilter(server, After: first[^1].Row.Kid), 3, Token);

        first.Concat(rest).Select(static listed => listed.Row).ShouldBe(rows);
    }

    [Fact]
    public async Task List_ByStatusAndText_FindsPartsOfTheNameAsTheyAre()
    {
        var server = Samples.Token();
        var (fleet, other) = (Row(server) with { Name = "Fleet 50% North" }, Row(server) with { Name = "fleet 500", Status = "disabled" });
        await Append([fleet, other]);

        (await Index.List(new ExternalAccountFilter(server, Text: "FLEET"), 10, Token)).Length.ShouldBe(2);
        (await Index.List(new ExternalAccountFilter(server, Text: "50%"), 10, Token)).Single().Row.Kid.ShouldBe(fleet.Kid);
        (await Index.List(new ExternalAccountFilter(server, Status: "disabled"), 10, Token)).Single().Row.Kid.ShouldBe(other.Kid);
    }

    [Fact]
    public async Task Row_WrittenAgain_IsReplacedAndKeepsItsCreation()
    {
        var row = Row(Samples.Token());
        await Append([row]);

        await Append(
            [row with { Status = "disabled", Version = 2, CreatedAt = Samples.Now.AddDays(1), CreatedBy = "user:other", ChangedAt = Samples.Now.AddDays(1) }]);

        var listed = (await Index.List(new ExternalAccountFilter(row.Server), 10, Token)).Single().Row;
        listed.ShouldBe(row with { Status = "disabled", Version = 2, ChangedAt = Samples.Now.AddDays(1) });
    }

    [Fact]
    public async Task Bindings_OfAKey_AreCountedUntilTheirAccountGoes()
    {
        var row = Row(Samples.Token());
        var (first, second) = (Samples.Token(), Samples.Token());
        await Append([row, new ExternalBindingRow(first, row.Kid), new ExternalBindingRow(second, row.Kid)]);
        await Append([new ExternalBindingRow(first, row.Kid)]);

        (await Index.CountAccounts(row.Kid, Token)).ShouldBe(2);
        (await Index.List(new ExternalAccountFilter(row.Server), 10, Token)).Single().Accounts.ShouldBe(2);
        (await Index.FindBinding(first, Token)).ShouldBe(row.Kid);

        await Append([new AcmeAccountGone(first)]);
        (await Index.CountAccounts(row.Kid, Token)).ShouldBe(1);
        (await Index.FindBinding(first, Token)).ShouldBeNull();
    }

    private static ExternalAccountRow Row(string server) => new(Samples.Token(), server, "a name", "enabled", 1, """{"name":"a name"}""")
    {
        CreatedAt = Samples.Now,
        CreatedBy = "user:admin",
        ChangedAt = Samples.Now,
        ChangedBy = "user:admin",
        KeyChangedAt = Samples.Now,
    };

    private Task Append(IndexRow[] rows) => fixture.Get<IAuditStore>().Append(new CommitCompanion([], []) { Index = [.. rows] }, Token);
}
