using System.Collections.Concurrent;
using System.Diagnostics;
using Org.BouncyCastle.X509;
using Ucm.Reliability.Ledger;
using Ucm.Reliability.Load;
using Ucm.Reliability.Status;
using Ucm.TestHosting;

namespace Ucm.Conformance.Tests.Cluster.Partition;

/// <summary>Asks one node's OCSP about the same certificates again and again, and keeps what it said and when it was asked.</summary>
internal sealed class StatusWatch : IAsyncDisposable
{
    /// <summary>Law 4, in ticks of the stopwatch.</summary>
    public static readonly long Grace = 3 * Stopwatch.Frequency;

    private static readonly TimeSpan Pace = TimeSpan.FromMilliseconds(100);
    private readonly CancellationTokenSource stopping = new();
    private readonly ConcurrentQueue<(string Serial, long Asked, string Status)> answers = new();
    private readonly HttpClient http;
    private readonly string door;
    private readonly StatusQuestions questions;
    private readonly Task[] running;

    private StatusWatch(HttpClient http, string door, StatusQuestions questions, IReadOnlyCollection<string> serials)
    {
        (this.http, this.door, this.questions) = (http, door, questions);
        running = [.. serials.Select(serial => Task.Run(() => Run(serial)))];
    }

    public static async Task<StatusWatch> Start(SplitCluster cluster, int node, IReadOnlyCollection<string> serials)
    {
        var http = cluster.Client(node);
        var door = SplitCluster.PlainUrl(node);
        var issuer = new X509CertificateParser().ReadCertificate(await http.GetByteArrayAsync($"{door}/ca/issuing.crt"));
        return new StatusWatch(http, door, new StatusQuestions(issuer), serials);
    }

    public Task AllGood(TimeSpan limit) => Eventually.Get(
        () => Task.FromResult(answers.Where(static answer => answer.Status == LedgerOutcome.Good).Select(static answer => answer.Serial).Distinct().Count()),
        good => good == running.Length,
        limit);

    /// <summary>Until each has been asked about so many times, so long after its moment.</summary>
    public Task AskedSince(IReadOnlyDictionary<string, long> moments, long later, int times, TimeSpan limit) => Eventually.Get(
        () => Task.FromResult(moments.Min(moment => answers.Count(answer => answer.Serial == moment.Key && answer.Asked > moment.Value + later))),
        least => least >= times,
        limit);

    public HashSet<string> RevokedSince(long moment) => SaidSince(moment, LedgerOutcome.Revoked);

    public HashSet<string> GoodSince(long moment) => SaidSince(moment, LedgerOutcome.Good);

    public IEnumerable<string> StaleGood(IReadOnlyDictionary<string, long> receipts) =>
        from answer in answers
        where answer.Status == LedgerOutcome.Good && receipts.TryGetValue(answer.Serial, out var receipt) && answer.Asked > receipt + Grace
        select $"{answer.Serial} {Stopwatch.GetElapsedTime(receipts[answer.Serial], answer.Asked).TotalSeconds:0.0} s after its receipt";

    public string Counts(long since) =>
        "; its OCSP: " + string.Join(", ", answers.Where(answer => answer.Asked > since).CountBy(static answer => answer.Status).Select(static pair => $"{pair.Key} × {pair.Value}"));

    public async ValueTask DisposeAsync()
    {
        await stopping.CancelAsync();
        await Task.WhenAll(running);
        http.Dispose();
        stopping.Dispose();
    }

    private HashSet<string> SaidSince(long moment, string status) =>
        [.. answers.Where(answer => answer.Asked > moment && answer.Status == status).Select(static answer => answer.Serial)];

    private async Task Run(string serial)
    {
        using var pace = new PeriodicTimer(Pace);
        for (var form = 0L; !stopping.IsCancellationRequested; form++)
        {
            var asked = Stopwatch.GetTimestamp();
            var answer = await Answer.Of(http, questions.Ask(door, serial, form), CancellationToken.None);
            answers.Enqueue((serial, asked, answer.Succeeded ? StatusReading.Read(answer.Body).Status : answer.Outcome));
            await pace.WaitForNextTickAsync();
        }
    }
}
