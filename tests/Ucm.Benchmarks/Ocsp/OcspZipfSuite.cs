using System.Globalization;
using Ucm.Benchmarks.Measuring;
using Ucm.Benchmarks.Servers;

namespace Ucm.Benchmarks.Ocsp;

/// <summary>A million certificates asked for as the world does (Zipf: the n-th of them 1/n times as often as the first), with room for a tenth of the answers.</summary>
internal static class OcspZipfSuite
{
    private const string Unit = "requests/s";
    private const int Connections = 64;
    private const int Rows = 1_000_000;

    /// <summary>The n-th rank has probability 1/n: its inverse distribution is N to the power of u, nearly.</summary>
    private const string Zipf = """
        local prefix = wrk.body:sub(1, #wrk.body - 20)
        local file = io.open("{serials}", "rb")
        local serials = file:read("*a")
        file:close()
        local n = #serials / 20
        math.randomseed(os.time())
        request = function()
          local at = math.floor(n ^ math.random() - 1) * 20
          return wrk.format(nil, nil, nil, prefix .. serials:sub(at + 1, at + 20))
        end

        """;

    public static IReadOnlyList<Comparison> Create()
    {
        var product = new ProductServer(false, null, "Ucm:OcspCache:Bytes=207000000");
        WrkRequest? cached = null;
        var zipf = new WrkLoad($"OCSP POST, Zipf over {Rows.ToString("N0", CultureInfo.InvariantCulture)}, cache of 100,000", Unit, Connections, Prepare, product);
        var one = new WrkLoad("OCSP POST, one certificate", Unit, Connections, () => Task.FromResult(cached!), product);
        return [new Comparison("OCSP over a million certificates", [zipf, one], [(zipf.Name, one.Name)])];

        async Task<WrkRequest> Prepare()
        {
            await product.Start();
            using var issuer = await product.Issuer();
            using var certificate = await product.Issue();
            await product.Stop();
            var serials = Path.Combine(product.DataDirectory, "serials.bin");
            IssuedRows.Fill(product.DataDirectory, Rows, serials);
            await product.Start();
            var url = $"{product.HttpUrl}/ocsp";
            cached = OcspSuite.Post(url, OcspRequests.Encode(certificate, issuer));
            var serial = new byte[20];
            serial[0] = 0x41;
            return OcspSuite.Post(url, OcspRequests.Encode(serial, issuer)) with { Lua = Zipf.Replace("{serials}", serials, StringComparison.Ordinal) };
        }
    }
}
