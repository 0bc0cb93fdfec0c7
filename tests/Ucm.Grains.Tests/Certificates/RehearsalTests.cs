using Ucm.Grains.Certificates;

namespace Ucm.Grains.Tests.Certificates;

[Trait("needs", "server")]
public sealed class RehearsalTests(GrainCluster cluster) : IClassFixture<GrainCluster>
{
    [Fact]
    public async Task Preview_OfAnIssuance_ShowsWhatWouldBeSignedAndLeavesNothing()
    {
        await cluster.CreateAuthorities();
        var before = cluster.Scalar("select count(*) from certificates") + cluster.Scalar("select count(*) from audit");

        var preview = await cluster.Service<IssuanceSteps>().Preview(TestRequests.Command("rehearsal"), CancellationToken.None);

        preview.Refusal.ShouldBeNull();
        preview.Value!.Findings.ShouldNotContain(static finding => finding.Severity == "error");
        (cluster.Scalar("select count(*) from certificates") + cluster.Scalar("select count(*) from audit")).ShouldBe(before);
    }
}
