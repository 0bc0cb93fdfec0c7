using Microsoft.Extensions.Time.Testing;
using Shouldly;
using Ucm.Frontend.Http.RateLimits;

namespace Ucm.Frontend.Tests.Http.RateLimits;

/// <summary>The generic cell rate algorithm over many subjects, in bounded memory.</summary>
public sealed class RequestLimiterTests
{
    private static readonly RequestLimit ThreeThenOneASecond = new() { PerSecond = 1, Burst = 3 };
    private readonly FakeTimeProvider clock = new();

    [Fact]
    public void Take_BurstThenOneMore_RefusedUntilAUnitIsBack()
    {
        var limiter = new RequestLimiter(clock);

        var taken = Enumerable.Range(0, 3).Select(_ => Take(limiter, "ann")).ToList();
        var refused = Take(limiter, "ann");
        clock.Advance(TimeSpan.FromSeconds(1));
        var later = Take(limiter, "ann");

        taken.Select(static verdict => (verdict.Taken, verdict.Remaining)).ShouldBe([(true, 2), (true, 1), (true, 0)]);
        (refused.Taken, refused.Wait, refused.Reset).ShouldBe((false, TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(3)));
        (later.Taken, later.Remaining).ShouldBe((true, 0));
    }

    [Fact]
    public void Take_OtherSubjectOrClass_HasItsOwnAllowance()
    {
        var limiter = new RequestLimiter(clock);
        for (var i = 0; i < 4; i++)
        {
            Take(limiter, "ann");
        }

        Take(limiter, "bob").Taken.ShouldBeTrue();
        limiter.Take(RequestClass.Write, "ann", ThreeThenOneASecond).Taken.ShouldBeTrue();
        Take(limiter, "ann").Taken.ShouldBeFalse();
    }

    [Fact]
    public void Take_ManyAtOnce_NoMoreThanTheBurst()
    {
        var limiter = new RequestLimiter(clock);
        var taken = 0;

        Parallel.For(0, 1000, _ => Interlocked.Add(ref taken, Take(limiter, "ann").Taken ? 1 : 0));

        taken.ShouldBe(3);
    }

    [Fact]
    public void Take_MoreSubjectsThanItRemembers_NewOnesShareUntilThereIsRoom()
    {
        var limiter = new RequestLimiter(clock, maximumSubjects: 10);
        for (var i = 0; i < 10; i++)
        {
            Take(limiter, $"known{i}");
        }

        var strangers = Enumerable.Range(0, 1000).Count(i => Take(limiter, $"new{i}").Taken);
        var known = Take(limiter, "known0");
        clock.Advance(TimeSpan.FromMinutes(1));
        var later = Enumerable.Range(0, 9).Count(i => Take(limiter, $"later{i}").Taken);

        strangers.ShouldBe(3);
        known.Taken.ShouldBeTrue();
        later.ShouldBe(9);
        limiter.Subjects.ShouldBeLessThanOrEqualTo(11);
    }

    private static RequestVerdict Take(RequestLimiter limiter, string subject) => limiter.Take(RequestClass.Read, subject, ThreeThenOneASecond);
}
