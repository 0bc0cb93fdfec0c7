using Ucm.Grains.Certificates;
using Ucm.Grains.Interfaces;
using Ucm.Grains.Interfaces.Certificates;
using Ucm.Grains.Interfaces.Outcomes;
using Ucm.Grains.Tests.Faults;

namespace Ucm.Grains.Tests.Certificates;

/// <summary>Every reserved serial comes to an end.</summary>
[Trait("needs", "server")]
public sealed class ReconcilerTests(FaultyCluster faulty) : IClassFixture<FaultyCluster>
{
    private readonly GrainCluster cluster = faulty.Cluster;

    [Fact]
    public async Task Run_YoungIntent_LeavesItAlone()
    {
        await Interrupt("young");

        await RunAfter(TimeSpan.FromSeconds(30));

        (await cluster.Row("young"))!.Record.Status.ShouldBe(CertificateStatus.Reserved);
    }

    [Fact]
    public async Task Run_ABadIntentBeforeAGoodOne_FinishesTheGoodOneAndVoidsTheBadOneInTheEnd()
    {
        await Interrupt("bad");
        await Interrupt("good");
        cluster.Scalar("update certificates set tbs_hash = zeroblob(32) where request_id = 'rest:admin:bad'");

        await RunAfter(TimeSpan.FromMinutes(2));

        (await cluster.Row("good"))!.Record.Status.ShouldBe(CertificateStatus.Good);
        (await cluster.Row("bad"))!.Record.Status.ShouldBe(CertificateStatus.Reserved);

        await RunAfter(Reconciler.VoidAfter + TimeSpan.FromMinutes(1));

        (await cluster.Row("bad"))!.Record.Status.ShouldBe(CertificateStatus.Voided);
    }

    [Fact]
    public async Task Run_IntentOlderThanAnHour_VoidsItForEver()
    {
        var command = await Interrupt("old");

        await RunAfter(Reconciler.VoidAfter + TimeSpan.FromMinutes(1));

        var row = (await cluster.Row("old")).ShouldNotBeNull();
        row.Record.Status.ShouldBe(CertificateStatus.Voided);
        cluster.Audited("certificate.void", "old").ShouldBe(1);
        cluster.Events("certificate.voided", "old").ShouldBe(1);
        (await cluster.Issue(command)).Refusal!.Code.ShouldBe(RefusalCode.IssuanceVoided);
        var lifted = await cluster.Grains.Certificate(row.Record.Key).Release(TestRequests.Admin, CancellationToken.None);
        lifted.Refusal!.Code.ShouldBe(RefusalCode.Conflict);
    }

    private async Task<IssueCommand> Interrupt(string request)
    {
        var command = TestRequests.Command(request);
        faulty.Faults.Once(IssuanceStep.Reserved, request);
        await Should.ThrowAsync<Exception>(() => cluster.Issue(command));
        return command;
    }

    private async Task RunAfter(TimeSpan time)
    {
        faulty.Clock.Offset = time;
        await cluster.Service<Reconciler>().Run(CancellationToken.None);
        faulty.Clock.Offset = TimeSpan.Zero;
    }
}
