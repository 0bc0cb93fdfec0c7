using Ucm.Grains.Interfaces;
using Ucm.Grains.Interfaces.Identity;
using Ucm.Grains.Interfaces.Outcomes;
using Ucm.Grains.Tests.Status;
using Ucm.Storage.Reading;

namespace Ucm.Grains.Tests.Outcomes;

/// <summary>A grain that cannot read its state is never activated, so no filter of a grain's calls stands between the fault and the caller.</summary>
[Trait("needs", "server")]
public sealed class ActivationOutageTests
{
    [Fact]
    public async Task Call_GrainWhoseStateCannotBeRead_TellsTheOutageInATypeEveryProcessKnowsAndRecovers()
    {
        var outage = new Outage();
        await using var cluster = await GrainCluster.Start(configure: outage.InFrontOf<IReadPool>);
        var user = cluster.Grains.User(UserName.Parse("nobody"));

        outage.Down = true;
        var fault = await Should.ThrowAsync<Exception>(() => user.GetAccess(CancellationToken.None));
        outage.Down = false;
        var answer = await user.GetAccess(CancellationToken.None);

        fault.ShouldBeOfType<GrainStateUnavailableException>();
        answer.Refusal!.Code.ShouldBe(RefusalCode.NotFound);
    }

    [Fact]
    public async Task Call_ThroughAGrainThatIsActive_RefusedAsUnavailable()
    {
        var outage = new Outage();
        await using var cluster = await GrainCluster.Start(configure: outage.InFrontOf<IReadPool>);

        outage.Down = true;
        var signedIn = await cluster.Grains.SignIn().SignIn(new SignInCommand("nobody", new SecretText("plum window orbit"), SessionKind.Api, "192.0.2.1"), CancellationToken.None);

        signedIn.Refusal!.Code.ShouldBe(RefusalCode.Unavailable);
    }
}
