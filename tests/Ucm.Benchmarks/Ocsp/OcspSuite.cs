using Ucm.Benchmarks.Measuring;
using Ucm.Benchmarks.Servers;

namespace Ucm.Benchmarks.Ocsp;

/// <summary>Cached OCSP answers against a bare Kestrel endpoint that is sent the same bytes and sends the same.</summary>
internal static class OcspSuite
{
    private const string Unit = "requests/s";
    private const int Connections = 64;

    public static IReadOnlyList<Comparison> Create()
    {
        var product = new ProductServer();
        var bare = new BareServer(FreePort.Find());
        byte[] request = [];
        var target = "";
        var get = new WrkLoad("OCSP GET, cached", Unit, Connections, PrepareGet, product);
        var post = new WrkLoad("OCSP POST, cached", Unit, Connections, () => Task.FromResult(Post($"{product.HttpUrl}/ocsp", request)), product);
        var bareGet = new WrkLoad("bare Kestrel GET", Unit, Connections, () => Task.FromResult(WrkRequest.Get(bare.Url + target)), bare);
        var barePost = new WrkLoad("bare Kestrel POST", Unit, Connections, () => Task.FromResult(Post($"{bare.Url}ocsp", request)), bare);
        return [new Comparison("OCSP", [get, post, bareGet, barePost], [(get.Name, bareGet.Name), (post.Name, barePost.Name)])];

        async Task<WrkRequest> PrepareGet()
        {
            await product.Start();
            using var issuer = await product.Issuer();
            using var certificate = await product.Issue();
            request = OcspRequests.Encode(certificate, issuer);
            target = $"ocsp/{Uri.EscapeDataString(Convert.ToBase64String(request))}";
            var url = $"{product.HttpUrl}/{target}";
            using var client = product.CreateClient();
            using var answer = await client.GetAsync(new Uri(url));
            await bare.Start(await RecordedAnswer.From(answer));
            return WrkRequest.Get(url);
        }
    }

    public static WrkRequest Post(string url, byte[] body) =>
        new(url, "POST", new Dictionary<string, string> { ["Content-Type"] = "application/ocsp-request" }, body);
}
