using Ucm.Benchmarks.Measuring;
using Ucm.Benchmarks.Servers;

namespace Ucm.Benchmarks.Crl;

/// <summary>A CRL of a million entries out of ten million certificates: building it, the delta after a revocation, memory, size, and serving it beside a bare Kestrel.</summary>
internal static class CrlSuite
{
    private const int Connections = 4;

    private static readonly int Revoked = Number("UCM_BENCH_CRL_REVOKED", 1_000_000);
    private static readonly int GoodPerRevoked = Number("UCM_BENCH_CRL_GOOD_PER_REVOKED", 9);

    public static IReadOnlyList<Comparison> Create()
    {
        var product = new ProductServer();
        var bare = new BareServer(FreePort.Find());
        var crl = new LargeCrl(product, Revoked, GoodPerRevoked);
        var build = new CrlLoad("full CRL, asked for to published", "ms", crl, static one => one.BuildMilliseconds());
        var memory = new CrlLoad("resident memory at its highest while building, above before", "MiB", crl, static one => one.BuildMebibytes());
        var size = new CrlLoad("full CRL, half of it with a reason", "octets per entry", crl, static one => one.OctetsPerEntry());
        var delta = new CrlLoad("revoked to in the delta CRL at a frontend", "ms", crl, static one => one.RevokeToDeltaMilliseconds());
        var get = new WrkLoad("CRL GET", "requests/s", Connections, () => Task.FromResult(WrkRequest.Get(crl.Url)), product);
        var bareGet = new WrkLoad("bare Kestrel GET of as many octets", "requests/s", Connections, Record, bare);
        return
        [
            new Comparison($"A CRL of {Revoked:N0} entries, of {(long)Revoked * (GoodPerRevoked + 1):N0} certificates", [build, memory, size, delta, get, bareGet], [(get.Name, bareGet.Name)]),
        ];

        async Task<WrkRequest> Record()
        {
            using var client = product.CreateClient();
            using var answer = await client.GetAsync(new Uri(crl.Url));
            await bare.Start(await RecordedAnswer.From(answer));
            return WrkRequest.Get(bare.Url);
        }
    }

    private static int Number(string variable, int otherwise) => Environment.GetEnvironmentVariable(variable) is { } text ? int.Parse(text, null) : otherwise;
}
