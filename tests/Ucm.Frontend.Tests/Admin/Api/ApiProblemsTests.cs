using Shouldly;
using Ucm.Frontend.Admin.Api;
using Ucm.Grains.Interfaces.Outcomes;

namespace Ucm.Frontend.Tests.Admin.Api;

public sealed class ApiProblemsTests
{
    public static TheoryData<RefusalCode> Codes => [.. Enum.GetValues<RefusalCode>()];

    [Theory]
    [MemberData(nameof(Codes))]
    public void ToDetails_EveryRefusalCode_HasAClientOrAvailabilityStatusAndItsName(RefusalCode code)
    {
        var problem = new Refusal(code, "Because.").ToDetails();

        problem.Status.ShouldNotBeNull();
        (problem.Status is >= 400 and < 500 or 503).ShouldBeTrue();
        problem.Extensions["code"].ShouldBe(code.ToName());
        problem.Detail.ShouldBe("Because.");
    }

    [Theory]
    [InlineData(0.1, "1")]
    [InlineData(29.2, "30")]
    public void ToRetryAfter_PartsOfASecond_RoundUp(double seconds, string expected) => TimeSpan.FromSeconds(seconds).ToRetryAfter().ShouldBe(expected);
}
