using System.Collections.Concurrent;
using System.Diagnostics;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Ucm.Conformance.Tests.Hosting;
using Ucm.Reliability.Load;
using Ucm.TestHosting;

namespace Ucm.Conformance.Tests.Cluster.Partition;

/// <summary>
/// A few clients of one node, each with a session of its own, that ask for one certificate after the other, each under a new Idempotency-Key and once. Given another node's
/// client, that one asks at the same time under the same key.
/// </summary>
internal sealed class SideLoad : IAsyncDisposable
{
    private static readonly TimeSpan Pace = TimeSpan.FromMilliseconds(100);
    private readonly CancellationTokenSource stopping = new();
    private readonly ConcurrentQueue<Attempt> attempts = new();
    private readonly IReadOnlyCollection<RestClient> clients;
    private readonly Task[] running;

    private SideLoad(IReadOnlyCollection<RestClient> clients, RestClient? rival)
    {
        this.clients = clients;
        running = [.. clients.Select(client => Task.Run(() => Run(client, rival)))];
    }

    /// <summary>One request for all, so that any two attempts differ in their key only.</summary>
    public static string Csr { get; } = RestClient.Csr("split.example");

    public IReadOnlyCollection<Attempt> Attempts => attempts;

    public int Issued => attempts.Count(static attempt => attempt.Serial is not null);

    public static async Task<SideLoad> Start(SplitCluster cluster, int node, int clients = 3, RestClient? rival = null)
    {
        var sessions = new List<RestClient>();
        for (var i = 0; i < clients; i++)
        {
            sessions.Add(await cluster.SignIn(node));
        }

        return new SideLoad(sessions, rival);
    }

    public static async Task<Attempt> Ask(RestClient client, string key)
    {
        var request = new HttpRequestMessage(HttpMethod.Post, "/api/certificates") { Content = JsonContent.Create(new { profile = "tls-server", csr = Csr }) };
        request.Headers.Add("Idempotency-Key", key);
        var began = Stopwatch.GetTimestamp();
        var answer = await Answer.Of(client.Http, request, CancellationToken.None);
        var serial = answer.Succeeded ? (string?)JsonNode.Parse(answer.Body)!["serial"] : null;
        return new Attempt(key, began, Stopwatch.GetTimestamp(), answer.Outcome, serial, answer.RetryAfter);
    }

    /// <summary>Until so many more have been issued here.</summary>
    public async Task Progress(int more, TimeSpan limit)
    {
        var target = Issued + more;
        await Eventually.Get(() => Task.FromResult(Issued), count => count >= target, limit);
    }

    /// <summary>Until so many attempts that began after that moment have ended, and what became of them.</summary>
    public Task<Attempt[]> Since(long moment, int atLeast, TimeSpan limit) =>
        Eventually.Get(() => Task.FromResult(attempts.Where(attempt => attempt.Began > moment).ToArray()), seen => seen.Length >= atLeast, limit);

    public async Task Stop()
    {
        await stopping.CancelAsync();
        await Task.WhenAll(running);
    }

    public async ValueTask DisposeAsync()
    {
        await Stop();
        foreach (var client in clients)
        {
            client.Dispose();
        }

        stopping.Dispose();
    }

    private async Task Run(RestClient client, RestClient? rival)
    {
        using var pace = new PeriodicTimer(Pace);
        while (!stopping.IsCancellationRequested)
        {
            var key = Guid.NewGuid().ToString("n");
            var other = rival is null ? null : Ask(rival, key);
            var own = await Ask(client, key);
            attempts.Enqueue(own with { Rival = other is null ? null : (await other).Serial });
            await pace.WaitForNextTickAsync();
        }
    }
}

/// <param name="Outcome">The status code, or what happened to the connection.</param>
/// <param name="Serial">Of the certificate, if there is one in the answer.</param>
internal sealed record Attempt(string Key, long Began, long Ended, string Outcome, string? Serial, TimeSpan? RetryAfter)
{
    /// <summary>The serial that the other node answered with under the same key.</summary>
    public string? Rival { get; init; }
}
