using Microsoft.Extensions.Options;
using Ucm.Grains.Acme.Validation;
using Ucm.Grains.Interfaces.Outcomes;

namespace Ucm.Grains.Tests.Acme;

public sealed class ValidationSlotsTests
{
    private readonly ValidationSlots slots = new(Options.Create(new AcmeValidationOptions { Maximum = 3, MaximumPerAccount = 2 }));

    [Fact]
    public void TryTake_OneMoreThanAnAccountMay_RateLimitedWithRetryAfterUntilOneEnds()
    {
        slots.TryTake("a", out var first).ShouldBeNull();
        slots.TryTake("a", out _).ShouldBeNull();

        var refused = slots.TryTake("a", out var none);
        first!.Dispose();
        first.Dispose();

        (refused!.Code, none).ShouldBe((RefusalCode.RateLimited, null));
        refused.RetryAfter!.Value.ShouldBeGreaterThan(TimeSpan.Zero);
        slots.TryTake("a", out _).ShouldBeNull();
        slots.TryTake("a", out _).ShouldNotBeNull();
    }

    [Fact]
    public void TryTake_OneMoreThanTheSiloMay_RateLimitedForWhomeverItIs()
    {
        slots.TryTake("a", out _).ShouldBeNull();
        slots.TryTake("b", out _).ShouldBeNull();
        slots.TryTake("c", out var third).ShouldBeNull();

        var refused = slots.TryTake("d", out _);
        third!.Dispose();

        refused!.Code.ShouldBe(RefusalCode.RateLimited);
        refused.RetryAfter.ShouldNotBeNull();
        slots.TryTake("d", out _).ShouldBeNull();
    }
}
