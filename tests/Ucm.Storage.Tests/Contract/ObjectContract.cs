using Ucm.Grains.Interfaces.Objects;
using Ucm.Storage.Audit;
using Ucm.Storage.Commits;
using Ucm.Storage.Objects;

namespace Ucm.Storage.Tests.Contract;

/// <summary>The read model of administrators' objects and the versions they had.</summary>
public abstract class ObjectContract(StorageFixture fixture)
{
    private readonly ObjectKey key = new("profile", Samples.Token());

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private IObjectStore Store => fixture.Get<IObjectStore>();

    [Fact]
    public async Task ListChanges_AfterAChange_HasTheNewestOfEachObjectInTheOrderOfChanges()
    {
        var other = new ObjectKey("profile", Samples.Token());
        await Append(Row(key, 1, """{"n":1}"""));
        var since = (await Store.ListChanges(0, Token))[^1].Change;
        await Append(Row(other, 1, "{}"));
        await Append(Row(key, 2, """{"n":2}"""));

        var changes = await Store.ListChanges(since, Token);

        changes.Select(static change => change.Key).ShouldBe([other, key]);
        changes[1].ShouldBe(new StoredObject(key, 2, ObjectStatus.Enabled, """{"n":2}""", Samples.Now, "user:test", changes[1].Change));
        (await Store.ListChanges(changes[1].Change, Token)).ShouldBeEmpty();
    }

    [Fact]
    public async Task ListVersions_PageByPage_NewestFirst()
    {
        for (var version = 1; version <= 5; version++)
            await Append(Row(key, version, $$"""{"n":{{version}}}"""));

        var first = await Store.ListVersions(key, null, 3, Token);
        var second = await Store.ListVersions(key, first[^1].Version, 3, Token);

        first.Concat(second).Select(static version => version.Version).ShouldBe([5, 4, 3, 2, 1]);
        (await Store.FindVersion(key, 2, Token)).ShouldBe(
            new StoredObjectVersion(key, 2, ObjectStatus.Enabled, """{"n":2}""", Samples.Now, "user:test", "because"));
        (await Store.FindVersion(key, 6, Token)).ShouldBeNull();
    }

    [Fact]
    public async Task Law05_Object_WithAnAuditRowThatFails_IsNotThere()
    {
        var bad = Samples.BadCompanion(key.Name) with { Index = [Row(key, 1, "{}")] };

        await Should.ThrowAsync<Exception>(() => fixture.Get<IAuditStore>().Append(bad, Token));

        (await Store.ListVersions(key, null, 3, Token)).ShouldBeEmpty();
        (await Store.ListChanges(0, Token)).ShouldNotContain(change => change.Key == key);
    }

    private static ObjectRow Row(ObjectKey key, long version, string content) =>
        new(key, version, ObjectStatus.Enabled, content, Samples.Now, "user:test", "because");

    private Task Append(ObjectRow row) =>
        fixture.Get<IAuditStore>().Append(Samples.Companion(row.Key.Name) with { Index = [row] }, Token);
}
