using Orleans.Storage;
using Ucm.Storage.GrainStorage;

namespace Ucm.Storage.Tests.Contract;

public abstract class GrainStorageContract(StorageFixture fixture)
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private IGrainStates States => fixture.Get<IGrainStates>();

    private IGrainStorage Storage => fixture.Get<IGrainStorage>(GrainStorageNames.Audited);

    [Fact]
    public async Task List_PageByPage_IsEveryStateOfTheNameAndNoOther()
    {
        var name = $"l{Samples.Token()}";
        var ids = Enumerable.Range(0, 7).Select(_ => Id()).ToArray();
        foreach (var id in ids)
            await Storage.WriteStateAsync(name, id, new GrainState<SampleState>(new SampleState(id.ToString())), Token);

        await Storage.WriteStateAsync(name + "x", Id(), new GrainState<SampleState>(new SampleState("other")), Token);
        await Storage.WriteStateAsync(name[..^1], Id(), new GrainState<SampleState>(new SampleState("other")), Token);
        var found = new List<StoredGrainState<SampleState>>();
        for (var page = await States.List<SampleState>(name, null, 3, Token); page.Count > 0; page = await States.List<SampleState>(name, found[^1].Key, 3, Token))
            found.AddRange(page);

        found.Select(one => one.State.Text).Order().ShouldBe(ids.Select(id => id.ToString()).Order());
    }

    [Fact]
    public async Task Delete_WrittenSince_IsKept()
    {
        var (name, id) = ($"d{Samples.Token()}", Id());
        var state = new GrainState<SampleState>(new SampleState("one"));
        await Storage.WriteStateAsync(name, id, state, Token);
        var before = (await States.List<SampleState>(name, null, 10, Token)).ShouldHaveSingleItem();
        state.State = new SampleState("two");
        await Storage.WriteStateAsync(name, id, state, Token);

        (await States.Delete(before, Token)).ShouldBeFalse();
        var after = (await States.List<SampleState>(name, null, 10, Token)).ShouldHaveSingleItem();
        (await States.Delete(after, Token)).ShouldBeTrue();

        (await States.List<SampleState>(name, null, 10, Token)).ShouldBeEmpty();
    }

    [Fact]
    public async Task Read_Nothing_IsAFreshState()
    {
        var state = await Read(Id());

        state.RecordExists.ShouldBeFalse();
        state.ETag.ShouldBeNull();
        state.State!.Text.ShouldBe("");
    }

    [Fact]
    public async Task Write_ThenRead_IsTheSame()
    {
        var id = Id();
        var written = new GrainState<SampleState>(new SampleState("one"));
        await Storage.WriteStateAsync("s", id, written, Token);

        var read = await Read(id);

        written.RecordExists.ShouldBeTrue();
        read.RecordExists.ShouldBeTrue();
        read.ETag.ShouldBe(written.ETag);
        read.State.ShouldBe(new SampleState("one"));
    }

    [Fact]
    public async Task Write_WithAnOldETag_IsInconsistentAndChangesNothing()
    {
        var id = Id();
        var first = new GrainState<SampleState>(new SampleState("one"));
        await Storage.WriteStateAsync("s", id, first, Token);
        var stale = await Read(id);
        first.State = new SampleState("two");
        await Storage.WriteStateAsync("s", id, first, Token);

        stale.State = new SampleState("three");
        var fault = await Should.ThrowAsync<InconsistentStateException>(() => Storage.WriteStateAsync("s", id, stale, Token));

        fault.StoredEtag.ShouldBe(first.ETag);
        (await Read(id)).State!.Text.ShouldBe("two");
    }

    [Fact]
    public async Task Write_WithoutETagOverARow_IsInconsistent()
    {
        var id = Id();
        await Storage.WriteStateAsync("s", id, new GrainState<SampleState>(new SampleState("one")), Token);

        var second = new GrainState<SampleState>(new SampleState("two"));

        await Should.ThrowAsync<InconsistentStateException>(() => Storage.WriteStateAsync("s", id, second, Token));
    }

    [Fact]
    public async Task Write_SixtyFourDuplicateActivations_OneWins()
    {
        var id = Id();

        var outcomes = await Task.WhenAll(Enumerable.Range(0, 64).Select(async i =>
        {
            try
            {
                await Storage.WriteStateAsync("s", id, new GrainState<SampleState>(new SampleState($"{i}")), Token);
                return i;
            }
            catch (InconsistentStateException)
            {
                return -1;
            }
        }));

        (await Read(id)).State!.Text.ShouldBe($"{outcomes.Single(i => i >= 0)}");
    }

    [Fact]
    public async Task Clear_ThenWrite_OldETagsNeverFitAgain()
    {
        var id = Id();
        var first = new GrainState<SampleState>(new SampleState("one"));
        await Storage.WriteStateAsync("s", id, first, Token);
        var stale = await Read(id);
        await Storage.ClearStateAsync("s", id, first, Token);
        first.RecordExists.ShouldBeFalse();
        (await Read(id)).RecordExists.ShouldBeFalse();
        await Should.ThrowAsync<InconsistentStateException>(() => Storage.WriteStateAsync("s", id, stale, Token));

        first.State = new SampleState("two");
        await Storage.WriteStateAsync("s", id, first, Token);

        await Should.ThrowAsync<InconsistentStateException>(() => Storage.WriteStateAsync("s", id, stale, Token));
        await Should.ThrowAsync<InconsistentStateException>(() => Storage.ClearStateAsync("s", id, stale, Token));
        (await Read(id)).State!.Text.ShouldBe("two");
    }

    [Fact]
    public async Task Clear_Nothing_IsQuiet()
    {
        var id = Id();

        await Storage.ClearStateAsync("s", id, new GrainState<SampleState>(new SampleState()), Token);

        (await Read(id)).RecordExists.ShouldBeFalse();
    }

    [Fact]
    public async Task Keys_ThatLookLikeNumbers_AreApart()
    {
        var type = "t" + Samples.Token();
        string[] keys = ["4026ab", "04026ab", "4026AB", "0004026ab", "a+b", "a", "a b", "5d41402abc4b2a76b9719d911017c592", "5D41402ABC4B2A76B9719D911017C592", "1", "01"];
        foreach (var key in keys)
            await Storage.WriteStateAsync("s", GrainId.Create(type, key), new GrainState<SampleState>(new SampleState(key)), Token);

        var texts = new List<string>();
        foreach (var key in keys)
            texts.Add((await Read(GrainId.Create(type, key))).State!.Text);

        texts.ShouldBe(keys);
    }

    [Fact]
    public async Task Keys_OfGrainClassesWithOneStateName_AreApart()
    {
        var key = Samples.Token();
        await Storage.WriteStateAsync("s", GrainId.Create("one", key), new GrainState<SampleState>(new SampleState("one")), Token);

        var other = await Read(GrainId.Create("two", key));
        var otherName = new GrainState<SampleState>();
        await Storage.ReadStateAsync("s2", GrainId.Create("one", key), otherName, Token);

        other.RecordExists.ShouldBeFalse();
        otherName.RecordExists.ShouldBeFalse();
    }

    [Fact]
    public async Task Keys_LongOnes_AreKept()
    {
        var id = GrainId.Create("long", new string('x', 2000) + Samples.Token());
        await Storage.WriteStateAsync("s", id, new GrainState<SampleState>(new SampleState("long")), Token);

        (await Read(id)).State!.Text.ShouldBe("long");
    }

    [Fact]
    public async Task Law05_Commit_WritesStateAndAuditTogether()
    {
        var (state, target) = (new SampleGrainState(Storage, Id()), Samples.Token());

        await state.Commit(new SampleState("one"), Samples.Companion(target), Token);

        fixture.Scalar($"select count(*) from audit where target = '{target}'").ShouldBe(1);
        (await Read(state.Id)).State!.Text.ShouldBe("one");
    }

    [Fact]
    public async Task Law05_Commit_WithACompanionThatFails_KeepsTheOldState()
    {
        var (state, target) = (new SampleGrainState(Storage, Id()), Samples.Token());
        await state.Commit(new SampleState("one"), Samples.Companion("x"), Token);

        await Should.ThrowAsync<InvalidOperationException>(() => state.Commit(new SampleState("two"), Samples.BadCompanion(target), Token));

        state.State!.Text.ShouldBe("one");
        (await Read(state.Id)).State!.Text.ShouldBe("one");
        fixture.Scalar($"select count(*) from audit where target = '{target}'").ShouldBe(0);
        await state.Commit(new SampleState("three"), Samples.Companion("x"), Token);
    }

    [Fact]
    public async Task Law05_Commit_ThatIsInconsistent_WritesNoAudit()
    {
        var (state, target) = (new SampleGrainState(Storage, Id()), Samples.Token());
        await state.Commit(new SampleState("one"), Samples.Companion("x"), Token);
        var duplicate = new SampleGrainState(Storage, state.Id);

        await Should.ThrowAsync<InconsistentStateException>(() => duplicate.Commit(new SampleState("two"), Samples.Companion(target), Token));

        duplicate.State!.Text.ShouldBe("");
        fixture.Scalar($"select count(*) from audit where target = '{target}'").ShouldBe(0);
    }

    [Fact]
    public void Providers_BothNames_AreThere() =>
        fixture.Get<IGrainStorage>(GrainStorageNames.Plain).ShouldNotBeNull();

    private static GrainId Id() => GrainId.Create("sample", Samples.Token());

    private async Task<GrainState<SampleState>> Read(GrainId id)
    {
        var state = new GrainState<SampleState>();
        await Storage.ReadStateAsync("s", id, state, Token);
        return state;
    }
}
