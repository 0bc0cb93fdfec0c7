using Shouldly;
using Ucm.Frontend.Admin.Components;

namespace Ucm.Frontend.Tests.Admin;

public sealed class SpansTests
{
    [Theory]
    [InlineData(30, "just now")]
    [InlineData(-59, "just now")]
    [InlineData(60, "in 1 minute")]
    [InlineData(-7199, "119 minutes ago")]
    [InlineData(7200, "in 2 hours")]
    [InlineData(89 * 86400, "in 89 days")]
    [InlineData(-10 * 366 * 86400, "10 years ago")]
    public void Relative_TellsOneUnit(int seconds, string expected) =>
        Spans.Relative(Samples.Now.AddSeconds(seconds), Samples.Now).ShouldBe(expected);
}
