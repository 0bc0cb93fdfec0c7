using System.Collections.Immutable;
using Ucm.Grains.Identity;

namespace Ucm.Grains.Tests.Identity;

public sealed class KnownAddressesTests
{
    private static readonly DateTimeOffset Now = new(2030, 1, 1, 0, 0, 0, TimeSpan.Zero);

    [Fact]
    public void Include_UserStoredBeforeThereWereAny_KnowsNone()
    {
        ImmutableArray<KnownAddress> none = default;

        none.Include("192.0.2.1", Now).ShouldBeFalse();
        none.With("192.0.2.1", Now).Include("192.0.2.1", Now).ShouldBeTrue();
    }

    [Fact]
    public void Include_ThirtyDaysWithoutASignIn_IsForgotten()
    {
        var known = ImmutableArray<KnownAddress>.Empty.With("192.0.2.1", Now);

        known.Include("192.0.2.1", Now + TimeSpan.FromDays(29)).ShouldBeTrue();
        known.Include("192.0.2.1", Now + TimeSpan.FromDays(30)).ShouldBeFalse();
    }

    [Fact]
    public void With_SameAddressOnTheSameDay_IsTheSameList()
    {
        var known = ImmutableArray<KnownAddress>.Empty.With("192.0.2.1", Now);

        (known.With("192.0.2.1", Now + TimeSpan.FromHours(23)) == known).ShouldBeTrue();
        known.With("192.0.2.1", Now + TimeSpan.FromHours(25)).ShouldHaveSingleItem().SeenAt.ShouldBe(Now + TimeSpan.FromHours(25));
    }

    [Fact]
    public void With_ManyAddresses_KeepsTheLastSixteen()
    {
        var known = ImmutableArray<KnownAddress>.Empty;

        for (var number = 0; number < 100; number++)
        {
            known = known.With($"192.0.2.{number}", Now);
        }

        known.Select(static address => address.Subject).ShouldBe(Enumerable.Range(84, 16).Reverse().Select(static number => $"192.0.2.{number}"));
    }
}
