using System.Collections.Concurrent;
using System.Diagnostics;
using Shouldly;
using Ucm.Conformance.Tests.Cluster.Partition;
using Ucm.Conformance.Tests.Hosting;
using Ucm.Silo.Cluster;
using Ucm.TestHosting;

namespace Ucm.Conformance.Tests.Cluster;

/// <summary>
/// The network is cut between one node (B) and the two others with PostgreSQL (A): whichever of B's links is cut, B signs nothing any more, A goes on, and no request ends
/// in two certificates. Alone, because it counts what a node does in seconds.
/// </summary>
[Collection(PartitionCollection.Name)]
[Trait("needs", "server")]
public sealed class PartitionTests(SplitCluster cluster) : IAsyncLifetime
{
    private const int Active = 3;
    private const int Dead = 6;
    private const int B = 2;
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(60);

    /// <summary>Three lost probes of half a second each, the votes of both, and what the machine takes.</summary>
    private static readonly TimeSpan LastVote = TimeSpan.FromSeconds(4);

    /// <summary>A silo confirms its membership at most a second before it signs (law 8); the other second is the machine's.</summary>
    private static readonly long Confirmation = 2 * Stopwatch.Frequency;

    /// <summary>Whatever became of the test before.</summary>
    public async ValueTask InitializeAsync()
    {
        if (cluster.Missing is null)
        {
            await BIssuesAgain();
            await Eventually.Get(cluster.Silent, static silent => silent == 0, 2 * Limit);
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (cluster.Missing is null)
        {
            await Task.WhenAll(cluster.Network.Heal(CutNetwork.Cluster), cluster.Network.Heal(CutNetwork.Database));

            // Shown when the test has failed.
            foreach (var node in cluster.A.Append(cluster.B))
            {
                TestContext.Current.TestOutputHelper?.WriteLine(node.Text);
            }
        }
    }

    /// <summary>B still reaches the database: it may vote first, and could write what it signs. It is stopped by grains of A that it cannot ask, and for good by the membership table.</summary>
    [Fact]
    public async Task ClusterLink_Cut_TheOneIsPutOutAndSignsNoMoreWhileTheTwoGoOn()
    {
        SkipWithoutNamespaces();
        using var rival = await cluster.SignIn(1);
        await using var a = await SideLoad.Start(cluster, 0);
        await using var b = await SideLoad.Start(cluster, B, clients: 6);
        await using var both = await SideLoad.Start(cluster, B, clients: 1, rival);
        await Task.WhenAll(a.Progress(20, Limit), b.Progress(20, Limit), both.Progress(5, Limit));
        var deadBefore = await cluster.Members(CutNetwork.Cluster.B, Dead);

        var cutAt = Stopwatch.GetTimestamp();
        await cluster.Network.Cut(CutNetwork.Cluster);
        await Eventually.Get(() => cluster.Members(CutNetwork.Cluster.B, Dead), dead => dead > deadBefore, Limit);
        var putOut = Stopwatch.GetTimestamp();

        (await b.Since(putOut + Confirmation, 6, Limit)).ShouldAllBe(static attempt => attempt.Serial == null);
        await a.Progress(20, Limit);
        await AIsWhole();
        await b.Stop();
        await OneCertificateForEach(b.Attempts);
        Report("cluster link", cutAt, putOut, b);
        (await cluster.B.Ended(Limit)).ShouldBe(DatabaseWatch.ExitCode, cluster.B.Text);
        cluster.B.Text.ShouldContain("UltimateCA cannot go on: I have been told I am dead", customMessage: "instead of an abort, which may leave a memory dump with keys");

        await cluster.Network.Heal(CutNetwork.Cluster);
        await BIssuesAgain();
        await both.Stop();
        await OneCertificateForEach(both.Attempts);
        both.Attempts.ShouldAllBe(static attempt => attempt.Serial == null || attempt.Rival == null || attempt.Serial == attempt.Rival);
        await NothingIsDoubled();
    }

    [Fact]
    public async Task BothLinks_Cut_TheOneRefusesAtOnceWhileTheTwoGoOn()
    {
        SkipWithoutNamespaces();
        await using var a = await SideLoad.Start(cluster, 0);
        await using var b = await SideLoad.Start(cluster, B, clients: 6);
        await Task.WhenAll(a.Progress(20, Limit), b.Progress(20, Limit));

        var cutAt = Stopwatch.GetTimestamp();
        await Task.WhenAll(cluster.Network.Cut(CutNetwork.Cluster), cluster.Network.Cut(CutNetwork.Database));

        (await b.Since(cutAt + Confirmation, 6, Limit)).ShouldAllBe(static attempt => attempt.Serial == null);
        await a.Progress(20, Limit);
        await AIsWhole();
        await b.Stop();
        await OneCertificateForEach(b.Attempts);
        Report("both links", cutAt, null, b);

        await Task.WhenAll(cluster.Network.Heal(CutNetwork.Cluster), cluster.Network.Heal(CutNetwork.Database));
        await BIssuesAgain();
        await NothingIsDoubled();
    }

    /// <summary>
    /// B is still a member for some seconds, and its status answers may come from A; what they may not is to be good when a receipt says otherwise (law 4). Then it leaves
    /// (docs/decisions/0011), and what its grains refused to A's clients is done by A.
    /// </summary>
    [Fact]
    public async Task DatabaseLink_Cut_TheOneRefusesNeverAnswersAStaleGoodLeavesAndComesBackWhenStartedAgain()
    {
        SkipWithoutNamespaces();
        await using var a = await SideLoad.Start(cluster, 0);
        await using var b = await SideLoad.Start(cluster, B, clients: 6);
        using var client = await cluster.SignIn(0);
        var certificates = await IssueForRevocation(client);
        await using var status = await StatusWatch.Start(cluster, B, certificates.Keys);
        await Task.WhenAll(a.Progress(20, Limit), b.Progress(20, Limit), status.AllGood(Limit));
        var deadBefore = await cluster.Members(CutNetwork.Cluster.B, Dead);

        var cutAt = Stopwatch.GetTimestamp();
        await cluster.Network.Cut(CutNetwork.Database);

        var refused = await b.Since(cutAt + Confirmation, 6, Limit);
        refused.ShouldAllBe(static attempt => attempt.Outcome == "503" && attempt.RetryAfter > TimeSpan.Zero);
        var receipts = await Revoke(client, certificates);
        receipts.Count.ShouldBeGreaterThanOrEqualTo(3, "certificates revoked on A");
        await status.AskedSince(receipts, StatusWatch.Grace, times: 5, Limit);
        status.StaleGood(receipts).ShouldBeEmpty();

        (await cluster.B.Ended(Limit)).ShouldBe(DatabaseWatch.ExitCode);
        var left = Stopwatch.GetTimestamp();
        (await cluster.Members(CutNetwork.Cluster.B, Dead)).ShouldBe(deadBefore + 1, "it had itself put out");
        await AIsWhole();
        await a.Progress(20, Limit);
        var rest = certificates.Where(certificate => !receipts.ContainsKey(certificate.Key)).ToDictionary();
        (await Revoke(client, rest)).Count.ShouldBe(rest.Count, "A does what B refused to A's clients");
        Report("database link", cutAt, left, b, status.Counts(cutAt));

        await cluster.Network.Heal(CutNetwork.Database);
        await BIssuesAgain();
        await Eventually.Get(() => Task.FromResult(status.RevokedSince(left)), revoked => certificates.Keys.All(revoked.Contains), Limit);
        await b.Stop();
        await OneCertificateForEach(b.Attempts);
        status.StaleGood(receipts).ShouldBeEmpty();
        await NothingIsDoubled();
    }

    /// <summary>There is nowhere better to go, and warm answers are worth more than none.</summary>
    [Fact]
    public async Task Database_AwayForAll_NobodyLeavesAndWarmAnswersGoOn()
    {
        SkipWithoutNamespaces();
        using var client = await cluster.SignIn(0);
        var certificates = await IssueForRevocation(client);
        await using var atB = await StatusWatch.Start(cluster, B, certificates.Keys);
        await using var atA = await StatusWatch.Start(cluster, 0, certificates.Keys);
        await Task.WhenAll(atB.AllGood(Limit), atA.AllGood(Limit));

        await cluster.StopDatabase();
        var stoppedAt = Stopwatch.GetTimestamp();
        var moments = certificates.Keys.ToDictionary(static serial => serial, _ => stoppedAt);
        var later = (long)((2 * IsolationCounter.Limit * IsolationCounter.Pace).TotalSeconds * Stopwatch.Frequency);
        await Task.WhenAll(atB.AskedSince(moments, later, times: 3, Limit), atA.AskedSince(moments, later, times: 3, Limit));
        var (goodAtA, goodAtB) = (atA.GoodSince(stoppedAt + later).Count, atB.GoodSince(stoppedAt + later).Count);
        await cluster.ResumeDatabase();

        goodAtA.ShouldBe(certificates.Count, atA.Counts(stoppedAt));
        goodAtB.ShouldBe(certificates.Count, atB.Counts(stoppedAt));
        await BIssuesAgain();
        cluster.A.Append(cluster.B).ShouldAllBe(static node => !node.HasEnded);
        (await cluster.Members(CutNetwork.Cluster.B, Active)).ShouldBe(1);
        await AIsWhole();
    }

    private static async Task<Dictionary<string, string>> IssueForRevocation(RestClient client)
    {
        var certificates = new Dictionary<string, string>();
        for (var i = 0; i < 12; i++)
        {
            var (id, serial, _) = await client.IssueFor($"status{i}.example");
            certificates[serial] = id;
        }

        return certificates;
    }

    /// <summary>By serial, when the receipt was read. A certificate whose grain happens to live on B cannot be revoked until B has left: that one has none.</summary>
    private static async Task<IReadOnlyDictionary<string, long>> Revoke(RestClient client, Dictionary<string, string> certificates)
    {
        var receipts = new ConcurrentDictionary<string, long>();
        await Task.WhenAll(certificates.Select(async certificate =>
        {
            if ((await client.Revoke(certificate.Value, "superseded")).Status == 200)
            {
                receipts[certificate.Key] = Stopwatch.GetTimestamp();
            }
        }));
        return receipts;
    }

    private static void Report(string name, long cutAt, long? putOut, SideLoad b, string more = "")
    {
        var last = b.Attempts.Where(static attempt => attempt.Serial is not null).Max(static attempt => attempt.Ended);
        var after = b.Attempts.Where(attempt => attempt.Began > cutAt).CountBy(static attempt => attempt.Outcome).Select(static pair => $"{pair.Key} × {pair.Value}");
        TestContext.Current.TestOutputHelper?.WriteLine(
            $"{name}: B's last certificate {Stopwatch.GetElapsedTime(cutAt, last).TotalSeconds:0.00} s after the cut"
            + (putOut is { } at ? $", B out after {Stopwatch.GetElapsedTime(cutAt, at).TotalSeconds:0.00} s" : "") + $"; B's answers since: {string.Join(", ", after)}{more}");
    }

    private async Task AIsWhole()
    {
        foreach (var node in cluster.A)
        {
            node.HasEnded.ShouldBeFalse(node.Text);
        }

        (await cluster.Members(CutNetwork.Cluster.A, Active)).ShouldBe(2);
        (await cluster.Members(CutNetwork.Cluster.A, Dead)).ShouldBe(0);
    }

    /// <summary>A is asked under B's keys: what B had begun is finished there, what B had finished is answered there.</summary>
    private async Task OneCertificateForEach(IReadOnlyCollection<Attempt> attempts)
    {
        using var client = await cluster.SignIn(0);
        await Parallel.ForEachAsync(attempts, new ParallelOptions { MaxDegreeOfParallelism = 4 }, async (attempt, _) =>
        {
            var here = await Eventually.Get(() => SideLoad.Ask(client, attempt.Key), static answer => answer.Serial is not null, Limit);
            here.Serial.ShouldBe(attempt.Serial ?? attempt.Rival ?? here.Serial, attempt.Key);
        });
    }

    private async Task NothingIsDoubled() => (await cluster.Query("select count(*) - count(distinct request_id) from certificates")).ShouldBe(0L);

    /// <summary>
    /// B was put out, or left, so it ends as soon as it knows, and its supervisor starts it again; one that did not comes back as it is. For as long as a vote that was under way
    /// when the link was mended may still come, it must go on issuing.
    /// </summary>
    private async Task BIssuesAgain()
    {
        long? since = null;
        await Eventually.Get(
            async () =>
            {
                await cluster.StartAgainIfEnded();
                since = await BIssues() ? since ?? Stopwatch.GetTimestamp() : null;
                return since is { } began && Stopwatch.GetElapsedTime(began) > LastVote;
            },
            static settled => settled,
            2 * Limit);
    }

    private async Task<bool> BIssues()
    {
        try
        {
            using var client = await cluster.SignIn(B);
            return (await SideLoad.Ask(client, Guid.NewGuid().ToString("n"))).Serial is not null;
        }
        catch (Exception fault) when (fault is HttpRequestException or TaskCanceledException)
        {
            return false;
        }
    }

    /// <summary>A skipped proof is no proof: where everything must be proved it is a failure.</summary>
    private void SkipWithoutNamespaces()
    {
        if (cluster.Missing is { } missing)
        {
            Assert.False(Environment.GetEnvironmentVariable("CI") == "true", missing);
            Assert.Skip(missing);
        }
    }
}

/// <summary>Alone, because it counts what a node does in seconds.</summary>
[CollectionDefinition(Name, DisableParallelization = true)]
public sealed class PartitionCollection : ICollectionFixture<SplitCluster>
{
    public const string Name = "split cluster";
}
