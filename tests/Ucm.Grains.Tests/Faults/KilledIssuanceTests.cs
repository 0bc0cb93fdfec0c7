using Ucm.Grains.Certificates;
using Ucm.Grains.Interfaces;
using Ucm.Grains.Interfaces.Certificates;
using Ucm.Storage;

namespace Ucm.Grains.Tests.Faults;

/// <summary>Laws 1 and 2 when the process is killed: one silo dies at each step in turn, and a new cluster takes over its folder.</summary>
public abstract class KilledIssuances
{
    private static readonly IssuanceStep[] Reconciled = [IssuanceStep.Reserved, IssuanceStep.Signed];

    /// <summary>Where the silo dies and its caller asks again.</summary>
    internal abstract IReadOnlyList<IssuanceStep> Retried { get; }

    /// <summary>Null for SQLite in the folder.</summary>
    internal abstract Task<StorageOptions?> Database();

    [Fact]
    public async Task Law01_KilledAtEachStep_RetryOrReconcilerEndInOneCertificateAndNoneIsLost()
    {
        var folder = Directory.CreateTempSubdirectory("ucm-crash-").FullName;
        try
        {
            var storage = await Database();
            var csr = TestRequests.Csr("www.example.com");
            var acknowledged = new List<string>();
            foreach (var step in Retried)
            {
                acknowledged.Add(await CrashProcess.Run(folder, storage, step, $"retry:{step}", csr));
            }

            foreach (var step in Reconciled)
            {
                acknowledged.Add(await CrashProcess.Run(folder, storage, step, $"leave:{step}", csr));
            }

            await TakeOver(folder, storage, csr, acknowledged);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private async Task TakeOver(string folder, StorageOptions? storage, byte[] csr, List<string> acknowledged)
    {
        await using var cluster = await GrainCluster.Start(folder: folder, storage: storage);
        foreach (var id in acknowledged)
        {
            CertificateKey.TryParseId(id, out var key).ShouldBeTrue(id);
            (await cluster.Grains.Certificate(key).Get(CancellationToken.None)).Value!.Status.ShouldBe(CertificateStatus.Good);
        }

        foreach (var step in Retried)
        {
            await Retry(cluster, TestRequests.Command($"retry:{step}", csr: csr), step);
        }

        // The rows are made older rather than the clock moved: silos that see a clock jump take each other for dead.
        cluster.Scalar("update certificates set created_at = created_at - @age where status = 0", ("@age", (long)(2 * Reconciler.FinishAfter).TotalMicroseconds));
        await cluster.Service<Reconciler>().Run(CancellationToken.None);
        foreach (var step in Reconciled)
        {
            (await cluster.Row($"leave:{step}"))!.Record.Status.ShouldBe(CertificateStatus.Good);
        }

        cluster.Scalar("select count(*) from certificates where status = 0").ShouldBe(0);
        if (storage is null)
        {
            cluster.Scalar("select count(*) from pragma_integrity_check where integrity_check = 'ok'").ShouldBe(1);
        }
    }

    private static async Task Retry(GrainCluster cluster, IssueCommand command, IssuanceStep step)
    {
        var left = await cluster.Row(command.Request.Value);
        (left is null).ShouldBe(step < IssuanceStep.Reserved, $"{step}");

        var both = await Task.WhenAll(cluster.Issue(command, 0), cluster.Issue(command, 1));

        cluster.Certificates(command.Request.Value).ShouldBe(1);
        var stored = (await cluster.Row(command.Request.Value)).ShouldNotBeNull();
        stored.Record.Status.ShouldBe(CertificateStatus.Good);
        both.ShouldAllBe(outcome => outcome.Value!.Der.SequenceEqual(stored.Record.Der));
        cluster.Audited("certificate.issue", command.Request.Value).ShouldBe(1);
    }
}

[Trait("needs", "server")]
public sealed class KilledIssuanceTests : KilledIssuances
{
    internal override IReadOnlyList<IssuanceStep> Retried => Enum.GetValues<IssuanceStep>();

    internal override Task<StorageOptions?> Database() => Task.FromResult<StorageOptions?>(null);
}

[Trait("needs", "server")]
public sealed class PostgresKilledIssuanceTests(PostgresService postgres) : KilledIssuances
{
    /// <summary>Those between which the database changes; at the others the two databases hold the same.</summary>
    internal override IReadOnlyList<IssuanceStep> Retried => [IssuanceStep.Reserved, IssuanceStep.Signed, IssuanceStep.Stored];

    internal override async Task<StorageOptions?> Database() => await postgres.CreateDatabase();
}
