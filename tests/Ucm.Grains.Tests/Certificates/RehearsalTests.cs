using Ucm.Grains.Certificates;

namespace Ucm.Grains.Tests.Certificates;

public sealed class RehearsalTests(GrainCluster cluster) : IClassFixture<GrainCluster>
{
    [Fact]
    public async Task Rehearse_OfAnAuthority_FindsNothingToObjectAndLeavesNothing()
    {
        await cluster.CreateAuthorities();
        var before = cluster.Scalar("select count(*) from certificates") + cluster.Scalar("select count(*) from audit");

        var refusal = await cluster.Service<IssuanceSteps>().Rehearse(TestRequests.Command("rehearsal"), CancellationToken.None);

        refusal.ShouldBeNull();
        (cluster.Scalar("select count(*) from certificates") + cluster.Scalar("select count(*) from audit")).ShouldBe(before);
    }
}
