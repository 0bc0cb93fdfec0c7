using Ucm.Grains.Certificates;
using Ucm.Grains.Interfaces.Certificates;

namespace Ucm.Grains.Tests.Faults;

/// <summary>Laws 1 and 2: an issuance cut off at any of its steps, and asked for again, ends in one certificate.</summary>
public abstract class InterruptedIssuances(FaultyCluster faulty)
{
    private readonly GrainCluster cluster = faulty.Cluster;

    public static TheoryData<int> Steps => [.. Enumerable.Range(1, 10)];

    [Theory]
    [MemberData(nameof(Steps))]
    public async Task Law02_CutOffAtAStepThenRetried_OneCertificateOfTheReservedBytes(int number)
    {
        var step = (IssuanceStep)number;
        var command = TestRequests.Command($"cut:{step}");
        faulty.Faults.Once(step, command.Request.Value);

        var first = await Should.ThrowAsync<Exception>(() => cluster.Issue(command));

        first.Message.ShouldNotContain("Cut off");
        var left = await cluster.Row(command.Request.Value);
        (left?.Record.Status).ShouldBe(LeftBehind(step));
        cluster.Audited("certificate.reserve", command.Request.Value).ShouldBe(left is null ? 0 : 1);

        var again = (await cluster.Issue(command)).Value.ShouldNotBeNull();

        cluster.Certificates(command.Request.Value).ShouldBe(1);
        var stored = (await cluster.Row(command.Request.Value)).ShouldNotBeNull();
        stored.Record.Status.ShouldBe(CertificateStatus.Good);
        again.Der.ShouldBe(stored.Record.Der);
        again.Key.ShouldBe(left?.Record.Key ?? stored.Record.Key);
        again.Replayed.ShouldBe(left is not null);
        cluster.Audited("certificate.issue", command.Request.Value).ShouldBe(1);
        cluster.Events("certificate.issued", command.Request.Value).ShouldBe(1);
    }

    [Theory]
    [InlineData(7)]
    [InlineData(8)]
    [InlineData(9)]
    public async Task Law02_TwoAtOnceOneCutOffThenRetried_OneCertificate(int number)
    {
        var step = (IssuanceStep)number;
        var command = TestRequests.Command($"two:{step}");
        faulty.Faults.Once(step, command.Request.Value);

        var both = await Task.WhenAll(Attempt(command, 0), Attempt(command, 1));
        var again = (await cluster.Issue(command)).Value.ShouldNotBeNull();

        both.OfType<IssuedCertificate>().ShouldAllBe(issued => issued.Der.SequenceEqual(again.Der));
        both.Count(issued => issued is null).ShouldBe(1);
        cluster.Certificates(command.Request.Value).ShouldBe(1);
        (await cluster.Row(command.Request.Value))!.Record.Der.ShouldBe(again.Der);
        cluster.Audited("certificate.issue", command.Request.Value).ShouldBe(1);
    }

    [Fact]
    public async Task Law02_CutOffThenTwoAtOnceAndTheReconciler_OneCertificate()
    {
        var command = TestRequests.Command("cut:then-many");
        faulty.Faults.Once(IssuanceStep.Signed, command.Request.Value);
        await Should.ThrowAsync<Exception>(() => cluster.Issue(command));
        faulty.Clock.Offset = Reconciler.FinishAfter + TimeSpan.FromSeconds(5);

        var reconciling = cluster.Service<Reconciler>(0).Run(CancellationToken.None);
        var both = await Task.WhenAll(cluster.Issue(command, 0), cluster.Issue(command, 1));
        await reconciling;
        faulty.Clock.Offset = TimeSpan.Zero;

        both[0].Value!.Der.ShouldBe(both[1].Value!.Der);
        (await cluster.Row(command.Request.Value))!.Record.Der.ShouldBe(both[0].Value!.Der);
        cluster.Certificates(command.Request.Value).ShouldBe(1);
        cluster.Audited("certificate.issue", command.Request.Value).ShouldBe(1);
    }

    private async Task<IssuedCertificate?> Attempt(IssueCommand command, int silo)
    {
        try
        {
            return (await cluster.Issue(command, silo)).Value.ShouldNotBeNull();
        }
        catch (InvalidOperationException)
        {
            return null;
        }
    }

    private static CertificateStatus? LeftBehind(IssuanceStep step) => step switch
    {
        < IssuanceStep.Reserved => null,
        < IssuanceStep.Stored => CertificateStatus.Reserved,
        _ => CertificateStatus.Good,
    };
}

[Trait("needs", "server")]
public sealed class InterruptedIssuanceTests(FaultyCluster faulty) : InterruptedIssuances(faulty), IClassFixture<FaultyCluster>;

[Trait("needs", "server")]
public sealed class PostgresInterruptedIssuanceTests(PostgresFaultyCluster faulty) : InterruptedIssuances(faulty), IClassFixture<PostgresFaultyCluster>;
