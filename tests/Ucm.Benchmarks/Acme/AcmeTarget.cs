using Ucm.Benchmarks.Servers;

namespace Ucm.Benchmarks.Acme;

/// <summary>An ACME server that the same client can be pointed at.</summary>
/// <param name="Begin">Called before each round: what has to be started or restarted.</param>
/// <param name="ChallengePort">Where it asks for http-01.</param>
internal sealed record AcmeTarget(
    string Name,
    Func<Task> Begin,
    Func<HttpClient> CreateClient,
    Func<Uri> Directory,
    int ChallengePort,
    IAsyncDisposable Process)
{
    /// <summary>The product as it runs on, or restarted for each round.</summary>
    public static AcmeTarget Of(ProductServer product, string name, bool restarts) => new(
        name,
        async () =>
        {
            if (restarts)
                await product.Stop();

            await product.Start();
        },
        product.CreateClient,
        () => new Uri($"{product.HttpsUrl}/acme/directory"),
        product.AcmeHttpPort,
        product);

    /// <summary>Restarted for each round: 2.4 stands still now and then, and keeps all it ever made.</summary>
    public static AcmeTarget Of(PebbleServer pebble) =>
        new("pebble", pebble.Restart, pebble.CreateClient, () => pebble.DirectoryUrl, pebble.ChallengePort, pebble);
}
