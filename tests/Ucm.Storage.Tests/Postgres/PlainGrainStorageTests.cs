using Microsoft.Extensions.DependencyInjection;
using Orleans.Storage;
using Ucm.Storage.GrainStorage;
using Ucm.Storage.Tests.Contract;

namespace Ucm.Storage.Tests.Postgres;

/// <summary>What Plain promises on PostgreSQL: state and ETags, for keys that are words.</summary>
[Trait("needs", "server")]
public sealed class PlainGrainStorageTests(OrleansSilo silo) : IClassFixture<OrleansSilo>
{
    private IGrainStorage Storage => silo.Services.GetRequiredKeyedService<IGrainStorage>(GrainStorageNames.Plain);

    [Fact]
    public async Task Write_ThenRead_IsTheSameAndInOrleansOwnTable()
    {
        var id = Id();
        var written = new GrainState<SampleState>(new SampleState("one"));

        await Storage.WriteStateAsync("plain", id, written);

        var read = await Read(id);
        (read.RecordExists, read.ETag, read.State).ShouldBe((true, written.ETag, new SampleState("one")));
        silo.Database.Scalar("select count(*) from OrleansStorage where encode(PayloadBinary, 'escape') like '%Ucm.Storage%'").ShouldBe(0);
        silo.Database.Scalar($"select count(*) from OrleansStorage where GrainIdExtensionString = '{id.Key}'").ShouldBe(1);
    }

    [Fact]
    public async Task Write_WithAnOldETagOrNone_IsInconsistent()
    {
        var id = Id();
        var first = new GrainState<SampleState>(new SampleState("one"));
        await Storage.WriteStateAsync("plain", id, first);
        var stale = await Read(id);
        first.State = new SampleState("two");
        await Storage.WriteStateAsync("plain", id, first);

        await Should.ThrowAsync<InconsistentStateException>(() => Storage.WriteStateAsync("plain", id, stale));
        await Should.ThrowAsync<InconsistentStateException>(() => Storage.WriteStateAsync("plain", id, new GrainState<SampleState>(new SampleState("three"))));

        (await Read(id)).State!.Text.ShouldBe("two");
    }

    [Fact]
    public async Task Clear_Written_IsEmptyAndWritableAgain()
    {
        var id = Id();
        var state = new GrainState<SampleState>(new SampleState("one"));
        await Storage.WriteStateAsync("plain", id, state);

        await Storage.ClearStateAsync("plain", id, state);
        var cleared = await Read(id);
        state.State = new SampleState("two");
        await Storage.WriteStateAsync("plain", id, state);

        cleared.State!.Text.ShouldBe("");
        (await Read(id)).State!.Text.ShouldBe("two");
    }

    [Theory]
    [InlineData("4026ab")]
    [InlineData("1")]
    [InlineData("5d41402abc4b2a76b9719d911017c592")]
    [InlineData("4026ab+more")]
    public async Task AnyCall_KeyThatReadsAsANumber_IsRefused(string key)
    {
        var (id, state) = (GrainId.Create("sample", key), new GrainState<SampleState>(new SampleState("one")));

        await Should.ThrowAsync<InvalidOperationException>(() => Storage.WriteStateAsync("plain", id, state));
        await Should.ThrowAsync<InvalidOperationException>(() => Storage.ReadStateAsync("plain", id, state));
        await Should.ThrowAsync<InvalidOperationException>(() => Storage.ClearStateAsync("plain", id, state));
    }

    [Fact]
    public async Task Write_KeyOfTheDataProtectionRing_IsTaken()
    {
        var id = GrainId.Create("sample", "data-protection");

        await Storage.WriteStateAsync("plain", id, new GrainState<SampleState>(new SampleState("ring")));

        (await Read(id)).State!.Text.ShouldBe("ring");
    }

    private static GrainId Id() => GrainId.Create("sample", "plain:" + Samples.Token());

    private async Task<GrainState<SampleState>> Read(GrainId id)
    {
        var state = new GrainState<SampleState>();
        await Storage.ReadStateAsync("plain", id, state);
        return state;
    }
}
