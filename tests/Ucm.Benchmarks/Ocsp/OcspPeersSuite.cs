using Ucm.Benchmarks.Measuring;
using Ucm.Benchmarks.Servers;

namespace Ucm.Benchmarks.Ocsp;

/// <summary>
/// Cached POST beside responders that anybody can install: cfssl's <c>ocspserve</c>, which serves answers that were signed before, and <c>openssl ocsp</c>, which signs each and
/// closes the connection after it. One client asks all of them.
/// </summary>
internal static class OcspPeersSuite
{
    private const string Unit = "requests/s";
    private const int Connections = 64;

    public static IReadOnlyList<Comparison> Create()
    {
        var product = new ProductServer();
        var cfssl = new CfsslResponder();
        var openssl = new OpensslResponder();
        byte[] request = [];
        byte[] answer = [];
        var ours = new SocketLoad("OCSP POST, cached", Unit, Connections, PrepareOurs, product);
        var cfsslLoad = new SocketLoad("cfssl ocspserve, POST", Unit, Connections, PrepareCfssl, cfssl);
        var opensslLoad = new SocketLoad("openssl ocsp -multi 2, POST", Unit, Connections, PrepareOpenssl, openssl);
        return [new Comparison("OCSP beside others", [ours, cfsslLoad, opensslLoad], [(ours.Name, cfsslLoad.Name), (ours.Name, opensslLoad.Name)])];

        async Task<IReadOnlyList<SocketRequest>> PrepareOurs()
        {
            await product.Start();
            using var issuer = await product.Issuer();
            using var certificate = await product.Issue();
            request = OcspRequests.Encode(certificate, issuer);
            var url = new Uri($"{product.HttpUrl}/ocsp");
            using var client = product.CreateClient();
            using var content = new ByteArrayContent(request);
            content.Headers.ContentType = new("application/ocsp-request");
            using var response = await client.PostAsync(url, content);
            answer = await response.Content.ReadAsByteArrayAsync();
            return [SocketRequest.Post(url, request)];
        }

        async Task<IReadOnlyList<SocketRequest>> PrepareCfssl()
        {
            await cfssl.Start(answer);
            return [SocketRequest.Post(new Uri(cfssl.Url), request)];
        }

        async Task<IReadOnlyList<SocketRequest>> PrepareOpenssl() => [SocketRequest.Post(new Uri($"http://127.0.0.1:{openssl.Port}/"), await openssl.Start())];
    }
}
