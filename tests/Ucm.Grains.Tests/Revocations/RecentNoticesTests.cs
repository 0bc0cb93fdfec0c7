using Ucm.Grains.Interfaces.Authorities;
using Ucm.Grains.Interfaces.Certificates;
using Ucm.Grains.Interfaces.Revocations;
using Ucm.Grains.Revocations;

namespace Ucm.Grains.Tests.Revocations;

public sealed class RecentNoticesTests
{
    private readonly RecentNotices recent = new();

    [Fact]
    public void Since_WithinReach_WhatCameAfter()
    {
        recent.Begin(10);
        recent.Add([Notice(11), Notice(13)]);

        var page = recent.Since(11, 13)!;

        (page.After, page.Last, page.More).ShouldBe((11, 13, false));
        page.Events.ShouldHaveSingleItem().Sequence.ShouldBe(13);
    }

    [Fact]
    public void Since_BeforeTheBeginning_Null()
    {
        recent.Begin(10);

        recent.Since(9, 10).ShouldBeNull();
        recent.Since(10, 10)!.Events.ShouldBeEmpty();
    }

    [Fact]
    public void Since_MoreThanAPage_PagesWithoutGap()
    {
        recent.Begin(0);
        recent.Add([.. Enumerable.Range(1, 2500).Select(number => Notice(number))]);

        var heard = new List<long>();
        RevocationPage page;
        do
        {
            page = recent.Since(heard.LastOrDefault(), 2500)!;
            page.After.ShouldBe(heard.LastOrDefault());
            heard.AddRange(page.Events.Select(one => one.Sequence));
        }
        while (page.More);

        heard.ShouldBe(Enumerable.Range(1, 2500).Select(number => (long)number));
        page.Last.ShouldBe(2500);
    }

    [Fact]
    public void Add_MoreThanItHolds_ForgetsTheOldestAndKnowsIt()
    {
        recent.Begin(0);

        recent.Add([.. Enumerable.Range(1, 10_000).Select(number => Notice(number))]);

        recent.Since(1, 10_000).ShouldBeNull();
        recent.Since(9_000, 10_000)!.Events.Length.ShouldBe(1000);
    }

    private static RevocationNotice Notice(long sequence) => new(sequence, new CertificateKey(AuthorityId.Parse("issuing"), SerialNumber.FromBytes([1])));
}
