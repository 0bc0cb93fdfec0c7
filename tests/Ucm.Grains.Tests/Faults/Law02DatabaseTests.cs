using System.Collections.Concurrent;
using Npgsql;
using Ucm.Grains.Interfaces.Certificates;
using Ucm.Grains.Interfaces.Outcomes;
using Ucm.TestHosting;

namespace Ucm.Grains.Tests.Faults;

/// <summary>Laws 1 and 2 when the database goes away in the middle of issuances and comes back: who asks again gets the one certificate, and nothing acknowledged is lost.</summary>
[Trait("needs", "server")]
public sealed class Law02DatabaseTests
{
    private const int Callers = 8;
    private const int Before = 20;
    private const int After = 80;

    public enum Fault
    {
        Restart,
        Crash,
        Freeze,
    }

    [Theory]
    [InlineData(Fault.Restart)]
    [InlineData(Fault.Crash)]
    [InlineData(Fault.Freeze)]
    public async Task Law02_DatabaseGoesAwayUnderLoad_EveryRequestHasOneCertificate(Fault fault)
    {
        await using var postgres = await PostgresCluster.Start();

        await LoadThrough(postgres.Cluster, heard => Hit(postgres.Server, fault, heard));
    }

    [Fact]
    public async Task Law02_StandbyPromotedUnderLoad_EveryRequestHasOneCertificate()
    {
        await using var primary = await PostgresServer.Start();
        await using var standby = await primary.StartStandby();
        var database = new NpgsqlConnectionStringBuilder(await primary.CreateDatabase()).Database!;
        await using var cluster = await GrainCluster.Start(storage: PostgresService.Options(primary.EitherConnectionString(standby, database)));
        await cluster.CreateAuthorities();

        await LoadThrough(cluster, async _ =>
        {
            await primary.Stop("immediate");
            await standby.Promote();
        });
    }

    private static async Task LoadThrough(GrainCluster cluster, Func<Heard, Task> hit)
    {
        var heard = new Heard();
        var acknowledged = heard.Acknowledged;
        using var end = new CancellationTokenSource();
        var callers = Enumerable.Range(0, Callers).Select(caller => Call(cluster, caller, heard, end.Token)).ToArray();
        await Eventually.Until(() => acknowledged.Count >= Before);

        await hit(heard);
        var met = acknowledged.Count;
        await Eventually.Until(() => acknowledged.Count >= met + After);
        await end.CancelAsync();
        await Task.WhenAll(callers);

        foreach (var (request, der) in acknowledged)
        {
            var row = (await cluster.Row(request)).ShouldNotBeNull();
            row.Record.Status.ShouldBe(CertificateStatus.Good);
            row.Record.Der.AsSpan().SequenceEqual(der).ShouldBeTrue();
        }

        cluster.Scalar("select count(*) from certificates where request_id like 'rest:admin:load:%'").ShouldBe(acknowledged.Count);

        // The platform's own, such as an OCSP responder's, may have been cut off too: nobody asks for it again, and the reconciler finishes it in its time.
        cluster.Scalar("select count(*) from certificates where status = 0 and request_id not like 'system:%'").ShouldBe(0);
        foreach (var action in (string[])["certificate.reserve", "certificate.issue"])
        {
            cluster.Scalar("select count(*) from audit where action = @a and detail like '%\"rest:admin:load:%'", ("@a", action)).ShouldBe(acknowledged.Count);
        }
    }

    /// <summary>As a client does: asks with the same request id until it has the certificate, then for the next one. Never leaves one unfinished.</summary>
    private static async Task Call(GrainCluster cluster, int caller, Heard heard, CancellationToken end)
    {
        var csr = TestRequests.Csr("www.example.com");
        for (var number = 0; !end.IsCancellationRequested; number++)
        {
            var command = TestRequests.Command($"load:{caller}:{number}", csr: csr);
            var issued = await TwinClusters.Insist(() => heard.Note(cluster.Issue(command, number % 2)), patient: true);
            heard.Acknowledged[command.Request.Value] = [.. issued.Der];
        }
    }

    /// <summary>Until the callers have felt it: one that heard nothing but a slow answer has proved nothing.</summary>
    private static async Task Hit(PostgresServer server, Fault fault, Heard heard)
    {
        var enough = heard.Refused + Callers;
        if (fault == Fault.Freeze)
        {
            await server.Freeze();
            await Eventually.Until(() => heard.Refused >= enough);
            await server.Thaw();
            return;
        }

        await server.Stop(fault == Fault.Crash ? "immediate" : "fast");
        await Eventually.Until(() => heard.Refused >= enough);
        await server.Resume();
    }

    /// <summary>What the callers were told.</summary>
    private sealed class Heard
    {
        private int refused;

        public ConcurrentDictionary<string, byte[]> Acknowledged { get; } = new();

        public int Refused => Volatile.Read(ref refused);

        public async Task<Outcome<IssuedCertificate>> Note(Task<Outcome<IssuedCertificate>> asked)
        {
            try
            {
                var outcome = await asked;
                if (!outcome.Succeeded)
                {
                    Interlocked.Increment(ref refused);
                }

                return outcome;
            }
            catch
            {
                Interlocked.Increment(ref refused);
                throw;
            }
        }
    }
}
