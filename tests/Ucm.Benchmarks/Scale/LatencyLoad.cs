using System.Diagnostics;
using System.Net.Http.Headers;
using Ucm.Benchmarks.Measuring;

namespace Ucm.Benchmarks.Scale;

/// <summary>One GET through the REST API, one at a time, as a person in the console causes it: the 95th percentile of its time in milliseconds.</summary>
internal sealed class LatencyLoad(string name, ScaledInstallation installation, string path) : ILoad
{
    private HttpClient? client;

    public string Name => $"{name}, {installation.Label}";

    public string Unit => "ms (p95)";

    public async Task Prepare(CancellationToken cancellationToken)
    {
        await installation.Start();
        client = installation.Product.CreateClient();
        client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", await installation.Product.SignIn());
    }

    public async Task<double> Measure(TimeSpan duration, CancellationToken cancellationToken)
    {
        var times = new List<double>();
        for (var clock = Stopwatch.StartNew(); clock.Elapsed < duration || times.Count < 20;)
        {
            var began = Stopwatch.GetTimestamp();
            using var answer = await client!.GetAsync(new Uri(installation.Product.HttpsUrl + path), cancellationToken);
            answer.EnsureSuccessStatusCode();
            await answer.Content.ReadAsByteArrayAsync(cancellationToken);
            times.Add(Stopwatch.GetElapsedTime(began).TotalMilliseconds);
        }

        times.Sort();
        return times[(int)Math.Ceiling(times.Count * 0.95) - 1];
    }

    public async ValueTask DisposeAsync()
    {
        client?.Dispose();
        await installation.DisposeAsync();
    }
}
