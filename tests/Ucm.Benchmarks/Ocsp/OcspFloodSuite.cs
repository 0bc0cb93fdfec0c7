using Ucm.Benchmarks.Measuring;
using Ucm.Benchmarks.Servers;

namespace Ucm.Benchmarks.Ocsp;

/// <summary>What a flood of invented serials takes from good traffic: the good clients' rate beside as many flooders, against their rate beside as many good ones.</summary>
internal static class OcspFloodSuite
{
    private const string Unit = "good requests/s";
    private const int Connections = 64;
    private const int SerialOctets = 20;

    /// <summary>Of a flood only what its lane lets through is worked on, so that work is compiled well only after many requests.</summary>
    private const int WarmUp = 400_000;

    /// <summary>Makes a serial for each request; what is sent is the caller's: the clients beside work equally hard, because they share the cores with the server.</summary>
    private const string Random = """
        local prefix = wrk.body:sub(1, #wrk.body - 20)
        math.randomseed(os.time())
        request = function()
          local serial = { string.char(math.random(64, 127)) }
          for i = 2, 20 do serial[i] = string.char(math.random(0, 255)) end
          local invented = prefix .. table.concat(serial)
          return wrk.format(nil, nil, nil, {sent})
        end

        """;

    public static IReadOnlyList<Comparison> Create()
    {
        var product = new ProductServer();
        WrkRequest? good = null;
        WrkRequest? working = null;
        WrkRequest? flood = null;
        var alone = new WrkLoad($"good, {Connections} connections alone", Unit, Connections, Prepare, product);
        var besideGood = new BesideLoad($"good, beside {Connections} more good ones", Good(), Other("more", () => working!));
        var besideFlood = new BesideLoad($"good, beside {Connections} flooders", Good(), Other("flood", () => flood!));
        return
        [
            new Comparison("OCSP, flood of invented serials", [alone, besideGood, besideFlood], [(besideFlood.Name, besideGood.Name), (besideGood.Name, alone.Name)]),
        ];

        WrkLoad Good() => new("good", Unit, Connections, () => Task.FromResult(good!), product);

        WrkLoad Other(string name, Func<WrkRequest> request) => new(name, Unit, Connections, () => Task.FromResult(request()), product) { WarmUp = WarmUp };

        async Task<WrkRequest> Prepare()
        {
            await product.Start();
            using var issuer = await product.Issuer();
            using var certificate = await product.Issue();
            var url = $"{product.HttpUrl}/ocsp";
            good = OcspSuite.Post(url, OcspRequests.Encode(certificate, issuer));
            var serial = new byte[SerialOctets];
            serial[0] = 0x41;
            flood = OcspSuite.Post(url, OcspRequests.Encode(serial, issuer)) with { Lua = Random.Replace("{sent}", "invented", StringComparison.Ordinal) };
            working = good with { Lua = Random.Replace("{sent}", "wrk.body", StringComparison.Ordinal) };
            return good;
        }
    }
}
