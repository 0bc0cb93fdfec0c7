using Ucm.Benchmarks.Measuring;
using Ucm.Benchmarks.Servers;

namespace Ucm.Benchmarks.Acme;

/// <summary>
/// Whole issuances beside Debian's pebble, by the same client in turns: the product as it runs on (warm) and restarted for each round (its first
/// seconds). Give rounds of ten seconds: <c>acme-peers --seconds 10</c>.
/// </summary>
internal static class AcmePeersSuite
{
    public static IReadOnlyList<Comparison> Create() => [.. new[] { 1, 4 }.Select(Beside)];

    private static Comparison Beside(int workers)
    {
        var warm = new AcmePeerLoad(AcmeTarget.Of(new ProductServer(acme: true), "UltimateCA, warm", restarts: false), workers);
        var cold = new AcmePeerLoad(AcmeTarget.Of(new ProductServer(acme: true), "UltimateCA, just started", restarts: true), workers);
        var pebble = new AcmePeerLoad(AcmeTarget.Of(new PebbleServer()), workers);
        return new Comparison(
            $"ACME beside pebble, {workers} {(workers == 1 ? "worker" : "workers")}",
            [warm, cold, pebble],
            [(warm.Name, pebble.Name), (cold.Name, pebble.Name), (cold.Name, warm.Name)]);
    }
}
