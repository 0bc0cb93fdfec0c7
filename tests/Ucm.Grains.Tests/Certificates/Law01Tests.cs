using Ucm.Grains.Interfaces.Certificates;
using Ucm.Grains.Interfaces.Outcomes;
using Ucm.Grains.Tests.Faults;
using Ucm.Storage.Commits;

namespace Ucm.Grains.Tests.Certificates;

/// <summary>Law 1: recorded, then signed; and handed out only when the bytes are durable.</summary>
[Trait("needs", "server")]
public sealed class Law01Tests(OutageCluster outage) : IClassFixture<OutageCluster>
{
    private static readonly StorageUnavailableException Unavailable = new("The disk is gone.");
    private readonly GrainCluster cluster = outage.Cluster;

    [Fact]
    public async Task Law01_Issue_TheSignerIsAskedOnlyForBytesThatAreReserved()
    {
        await cluster.Settle();
        outage.Signers.Calls.Clear();

        await Task.WhenAll(Enumerable.Range(0, 16).Select(i => cluster.Issued($"law01:{i}")));

        outage.Signers.Calls.Count.ShouldBe(16);
        outage.Signers.Calls.ShouldAllBe(status => status == CertificateStatus.Reserved);
    }

    [Fact]
    public async Task Law01_ReserveFails_TheSignerIsNeverAsked()
    {
        await cluster.Settle();
        outage.Signers.Calls.Clear();
        using var broken = outage.Outages.Of("ICertificateStore.Reserve", Unavailable);

        var outcome = await cluster.Issue(TestRequests.Command("law01:no-reserve"));

        outcome.Refusal!.Code.ShouldBe(RefusalCode.Unavailable);
        outcome.Value.ShouldBeNull();
        outage.Signers.Calls.ShouldBeEmpty();
        cluster.Certificates("law01:no-reserve").ShouldBe(0);
    }

    [Fact]
    public async Task Law01_CompleteFails_TheCallerGetsNoBytesUntilTheyAreStored()
    {
        var command = TestRequests.Command("law01:no-complete");
        using (outage.Outages.Of("ICertificateStore.Complete", Unavailable))
        {
            var outcome = await cluster.Issue(command);

            outcome.Refusal!.Code.ShouldBe(RefusalCode.Unavailable);
            outcome.Value.ShouldBeNull();
        }

        var reserved = (await cluster.Row("law01:no-complete"))!;
        reserved.Record.Status.ShouldBe(CertificateStatus.Reserved);
        var issued = (await cluster.Issue(command)).Value.ShouldNotBeNull();
        issued.Key.ShouldBe(reserved.Record.Key);
        cluster.Certificates("law01:no-complete").ShouldBe(1);
    }
}
