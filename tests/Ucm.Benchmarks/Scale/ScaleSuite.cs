using Ucm.Benchmarks.Measuring;
using Ucm.Benchmarks.Rest;
using Ucm.Benchmarks.Servers;
using Ucm.TestHosting;

namespace Ucm.Benchmarks.Scale;

/// <summary>The same node over few and over many certificates: issuance, OCSP asked for the first time and again, lists and searches (docs/scale.md).</summary>
internal static class ScaleSuite
{
    private const int Few = 10_000;
    private const int Connections = 64;

    /// <summary>All that the smaller size has; the first of them are for first questions, the last for repeated ones.</summary>
    private const int DistinctOcsp = Few;
    private const int FirstQuestionsEach = 1_200;
    private const int Repeated = 1_000;

    /// <summary>The larger size; ten million unless UCM_SCALE_ROWS says otherwise.</summary>
    private static readonly int Many = int.Parse(Environment.GetEnvironmentVariable("UCM_SCALE_ROWS") ?? "10000000", null);

    public static IReadOnlyList<Comparison> Create()
    {
        Task<PostgresServer>? server = null;
        var few = new ScaledInstallation(() => server ??= PostgresServer.Start(), Few);
        var many = new ScaledInstallation(() => server ??= PostgresServer.Start(), Many);
        ILoad[] rates = [Rest(few), Rest(many), FirstQuestions(few), FirstQuestions(many), Ocsp(few), Ocsp(many)];
        (string, string)[] ratios = [(rates[1].Name, rates[0].Name), (rates[3].Name, rates[2].Name), (rates[5].Name, rates[4].Name)];
        ILoad[] lists = [.. Queries.SelectMany(query => new[] { few, many }.Select(size => new LatencyLoad(query.Name, size, query.Path)))];
        return
        [
            new Comparison("Scale: rates over few and many certificates, PostgreSQL, one node", [.. rates, .. lists, new ServerLifetime(() => server)], ratios),
        ];
    }

    private static (string Name, string Path)[] Queries =>
    [
        ("newest 50", "/api/certificates?limit=50"),
        ("revoked, newest 50", "/api/certificates?limit=50&status=revoked"),
        ("expiring within a day, 50", $"/api/certificates?limit=50&status=valid&expires_before={Day(1)}"),
        ("search: a name that is there once", "/api/certificates?limit=50&q=host77.example"),
        ("search: a name that is nowhere", "/api/certificates?limit=50&q=nowhere.test"),
        ("search: what every name has", "/api/certificates?limit=50&q=.example"),
        ("search: revoked and a text", "/api/certificates?limit=50&status=revoked&q=host4420"),
    ];

    private static string Day(int days) => Uri.EscapeDataString(TimeProvider.System.GetUtcNow().AddDays(days).ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", null));

    private static WrkLoad Rest(ScaledInstallation installation) => new($"REST issuance, {installation.Label}", "certificates/s", 64, async () =>
    {
        await installation.Start();
        return await RestSuite.Request(installation.Product);
    }, installation);

    /// <summary>Each costs an activation, a look into the database and a signature.</summary>
    private static SocketLoad FirstQuestions(ScaledInstallation installation) => new($"OCSP, first question for each serial, {installation.Label}", "requests/s", Connections, async () =>
    {
        await installation.Start();
        var requests = await installation.OcspRequests(DistinctOcsp);
        return [.. requests.SkipLast(Repeated).Select(request => SocketRequest.Post(new Uri($"{installation.Product.HttpUrl}/ocsp"), request))];
    }, installation)
    {
        Once = FirstQuestionsEach,
    };

    private static WrkLoad Ocsp(ScaledInstallation installation) => new($"OCSP, {Repeated:N0} serials again and again, {installation.Label}", "requests/s", Connections, async () =>
    {
        await installation.Start();
        var headers = new Dictionary<string, string> { ["Content-Type"] = "application/ocsp-request" };
        var requests = await installation.OcspRequests(DistinctOcsp);
        return new WrkRequest($"{installation.Product.HttpUrl}/ocsp", "POST", headers, []) { Bodies = requests[^Repeated..] };
    }, installation);
}
