using System.Collections.Concurrent;
using System.Net;
using Ucm.Conformance.Tests.Hosting;
using Ucm.TestHosting;

namespace Ucm.Conformance.Tests.Cluster;

/// <summary>A few clients that issue one certificate after the other, each request once: what fails is counted, not repeated.</summary>
internal sealed class Load : IAsyncDisposable
{
    private readonly CancellationTokenSource stopping = new();
    private readonly ConcurrentQueue<string> failures = new();
    private readonly string csr = RestClient.Csr("load.example");
    private readonly RestClient client;
    private readonly Task[] clients;
    private int issued;

    private Load(RestClient client, int clients)
    {
        this.client = client;
        this.clients = [.. Enumerable.Range(0, clients).Select(_ => Task.Run(Issue))];
    }

    public int Issued => Volatile.Read(ref issued);

    public static async Task<Load> Start(LocalCluster cluster, string entry = "UCM_HTTPS", int clients = 3) => new(await cluster.SignIn(entry), clients);

    /// <summary>Until so many more certificates have been issued.</summary>
    public async Task Progress(int more)
    {
        var target = Issued + more;
        await Eventually.Get(() => Task.FromResult(Issued), count => count >= target, TimeSpan.FromMinutes(1));
    }

    /// <summary>Ends the load and says what failed.</summary>
    public async Task<IReadOnlyCollection<string>> Stop()
    {
        await stopping.CancelAsync();
        await Task.WhenAll(clients);
        return failures;
    }

    public async ValueTask DisposeAsync()
    {
        await Stop();
        client.Dispose();
        stopping.Dispose();
    }

    private async Task Issue()
    {
        while (!stopping.IsCancellationRequested)
        {
            try
            {
                var (status, body) = await client.Issue(new { profile = "tls-server", csr }, Guid.NewGuid().ToString("n"));
                if (status == (int)HttpStatusCode.Created)
                {
                    Interlocked.Increment(ref issued);
                }
                else
                {
                    failures.Enqueue($"{DateTimeOffset.UtcNow:T} {status} {body.ToJsonString()}");
                }
            }
            catch (HttpRequestException fault)
            {
                failures.Enqueue($"{DateTimeOffset.UtcNow:T} {fault.Message} {fault.InnerException?.Message}");
            }
        }
    }
}
