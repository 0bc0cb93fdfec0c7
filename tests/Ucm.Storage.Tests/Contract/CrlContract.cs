using Ucm.Grains.Interfaces.Authorities;
using Ucm.Grains.Interfaces.Crl;
using Ucm.Storage.Crls;

namespace Ucm.Storage.Tests.Contract;

public abstract class CrlContract(StorageFixture fixture)
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private ICrlStore Store => fixture.Get<ICrlStore>();

    [Fact]
    public async Task Publish_NumberTakenOrPassed_IsRefused()
    {
        var full = Row(Samples.Authority(), 5);

        var outcomes = new List<bool>();
        foreach (var row in new[] { full, full with { Kind = CrlKind.Delta, BaseNumber = 5 }, full with { Number = 4 }, full with { Number = 7, Kind = CrlKind.Delta, BaseNumber = 5 } })
            outcomes.Add(await Publish(outcomes.Count == 0 ? row : row with { Content = row.Content with { Build = Samples.Token() } }));

        outcomes.ShouldBe([true, false, false, true]);
        (await Store.LastNumber(full.Scope, Token)).ShouldBe(7);
        (await Store.LastNumber(full.Scope with { Shard = 1 }, Token)).ShouldBe(0);
        (await Store.Latest(full.Scope, CrlKind.Delta, Token))!.BaseNumber.ShouldBe(5);
        var latest = (await Store.Latest(full.Scope, CrlKind.Full, Token))!;
        latest.Content.Hash.ShouldBe(full.Content.Hash);
        (latest with { Content = full.Content }).ShouldBe(full);
        (await Store.FindBuild(full.Scope, 5, Token)).ShouldBe(full.Content.Build);
        (await Store.FindBuild(full.Scope, 6, Token)).ShouldBeNull();
    }

    [Fact]
    public async Task Publish_ManyPublishersOfOneNumber_OneWins()
    {
        var authority = Samples.Authority();

        var outcomes = await Task.WhenAll(Enumerable.Range(0, 32).Select(_ => Publish(Row(authority, 1))));

        outcomes.Count(won => won).ShouldBe(1);
    }

    [Fact]
    public async Task Publish_ShardsOfOneAuthority_HaveNumbersOfTheirOwn()
    {
        var authority = Samples.Authority();

        (await Publish(Row(authority, 9))).ShouldBeTrue();
        (await Publish(Row(authority, 1, shard: 12))).ShouldBeTrue();

        (await Store.Latest(new CrlScope(authority, 12), CrlKind.Full, Token))!.Scope.Shard.ShouldBe(12);
    }

    [Fact]
    public async Task Publish_WithOffsetTimeAndDeltaName_ComeBack()
    {
        var offset = System.Numerics.BigInteger.Pow(2, 158);
        var row = Row(Samples.Authority(), 3) with { NumberOffset = offset, MadeAt = Samples.Now.AddMinutes(5), NamesDelta = false };
        (await Store.LastThisUpdate(row.Scope, Token)).ShouldBeNull();

        (await Publish(row)).ShouldBeTrue();
        (await Publish(Row(row.Scope.Authority, 4) with { Kind = CrlKind.Delta, BaseNumber = 3, ThisUpdate = Samples.Now.AddSeconds(1) })).ShouldBeTrue();

        var full = (await Store.Latest(row.Scope, CrlKind.Full, Token))!;
        (full with { Content = row.Content }).ShouldBe(row);
        full.PrintedNumber.ShouldBe(offset + 3);
        (await Store.Latest(row.Scope, CrlKind.Delta, Token))!.PublishedAt.ShouldBe(Samples.Now.AddSeconds(1));
        (await Store.LastThisUpdate(row.Scope, Token)).ShouldBe(Samples.Now.AddSeconds(1));
    }

    /// <summary>Two publishers that saw the same last CRL may have chosen the same thisUpdate, under different numbers.</summary>
    [Fact]
    public async Task Publish_AnotherCameBetween_IsRefused()
    {
        var authority = Samples.Authority();
        (await Publish(Row(authority, 10))).ShouldBeTrue();

        (await Publish(Row(authority, 12) with { Follows = 10 })).ShouldBeTrue();
        (await Publish(Row(authority, 13) with { Follows = 10 })).ShouldBeFalse();
        (await Publish(Row(authority, 13) with { Follows = 12 })).ShouldBeTrue();
        (await Publish(Row(authority, 1, shard: 2) with { Follows = 0 })).ShouldBeTrue();
    }

    [Fact]
    public async Task ReadPart_Appended_ComesBackPartByPart()
    {
        var build = Samples.Token();
        await Store.Begin(build, Samples.Now, Token);
        var parts = new[] { Samples.Bytes(65536), Samples.Bytes(1) };
        await Task.WhenAll(parts.Select((part, index) => Store.Append(build, index, [.. part], Token)));

        (await Store.ReadPart(build, 0, Token))!.Value.ShouldBe(parts[0]);
        (await Store.ReadPart(build, 1, Token))!.Value.ShouldBe(parts[1]);
        (await Store.ReadPart(build, 2, Token)).ShouldBeNull();
        (await Store.ReadPart("nothing", 0, Token)).ShouldBeNull();
    }

    [Fact]
    public async Task Prune_ManyPublished_KeepsTheBytesOfTheTwoNewestOfEachKindAndEveryRow()
    {
        var authority = Samples.Authority();
        var rows = new List<CrlRow>();
        for (var number = 1; number <= 8; number++)
        {
            rows.Add(Row(authority, number) with { Kind = number % 2 == 0 ? CrlKind.Delta : CrlKind.Full });
            (await Publish(rows[^1])).ShouldBeTrue();
        }

        await Store.Prune(new CrlScope(authority, 0), Samples.Now.AddHours(-1), Token);

        var kept = new List<long>();
        foreach (var row in rows)
        {
            if (await Store.ReadPart(row.Content.Build, 0, Token) is not null)
                kept.Add(row.Number);
        }

        kept.ShouldBe([5, 6, 7, 8]);
        (await Store.FindBuild(rows[0].Scope, 1, Token)).ShouldNotBeNull("the row stays: it is what fences the numbers");
    }

    [Fact]
    public async Task Prune_BuildLeftUnpublished_GoesOnceItIsOld()
    {
        var (old, young) = (Samples.Token(), Samples.Token());
        await Store.Begin(old, Samples.Now.AddDays(-400), Token);
        await Store.Append(old, 0, [1], Token);
        await Store.Begin(young, Samples.Now.AddDays(-399), Token);
        await Store.Append(young, 0, [1], Token);

        await Store.Prune(new CrlScope(Samples.Authority(), 0), Samples.Now.AddDays(-399.5), Token);

        (await Store.ReadPart(old, 0, Token)).ShouldBeNull();
        (await Store.ReadPart(young, 0, Token)).ShouldNotBeNull();
    }

    [Fact]
    public async Task Publish_BuildTakenForAbandonedMeanwhile_IsRefused()
    {
        var row = Row(Samples.Authority(), 1);
        await Store.Begin(row.Content.Build, Samples.Now.AddDays(-400), Token);
        await Store.Append(row.Content.Build, 0, [1], Token);
        await Store.Prune(new CrlScope(Samples.Authority(), 0), Samples.Now.AddDays(-399.5), Token);

        (await Store.Publish(row, Samples.Companion("x"), Token)).ShouldBeFalse();

        (await Store.Latest(row.Scope, CrlKind.Full, Token)).ShouldBeNull();
    }

    private static CrlRow Row(AuthorityId authority, long number, int shard = 0) => new(
        new CrlScope(authority, shard), number, CrlKind.Full, null, 9, 2, Samples.Now, Samples.Now.AddDays(7), new CrlContent(Samples.Token(), 300, Samples.Bytes(32)));

    private async Task<bool> Publish(CrlRow row)
    {
        await Store.Begin(row.Content.Build, row.ThisUpdate, Token);
        await Store.Append(row.Content.Build, 0, [.. Samples.Bytes(300)], Token);
        return await Store.Publish(row, Samples.Companion("x"), Token);
    }
}
