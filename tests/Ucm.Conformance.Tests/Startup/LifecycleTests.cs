using System.Security.Cryptography;
using Shouldly;
using Ucm.Conformance.Tests.Hosting;

namespace Ucm.Conformance.Tests.Startup;

/// <summary>First start, stop, second start, crash, start again.</summary>
[Trait("needs", "server")]
public sealed class LifecycleTests(StandaloneServer server) : IClassFixture<StandaloneServer>
{
    [Fact]
    public async Task Server_StartsStopsAndStartsAgain_WithoutAWarning()
    {
        var before = await GetRoot();
        var presented = await GetServerCertificate();
        (await server.Stop()).ShouldBe(0);
        await server.Start();
        (await GetRoot()).ShouldBe(before);
        await server.Kill();
        await server.Start();
        (await GetRoot()).ShouldBe(before);
        (await GetServerCertificate()).ShouldBe(presented, "each start left another certificate behind");

        server.Output.Where(static line => line.StartsWith("warn:", StringComparison.Ordinal) || line.StartsWith("fail:", StringComparison.Ordinal) || line.StartsWith("crit:", StringComparison.Ordinal))
            .ShouldBeEmpty(string.Join('\n', server.Output));
    }

    [Fact]
    public async Task PlainPort_ServesStatusAndNothingElse()
    {
        using var client = new HttpClient { BaseAddress = new Uri(server.HttpUrl) };

        foreach (var path in (string[])["/ca/root.pem", "/ca/issuing.crt", "/crl/issuing.crl", "/crl/root.crl"])
        {
            ((int)(await client.GetAsync(path, TestContext.Current.CancellationToken)).StatusCode).ShouldBe(200, path);
        }

        foreach (var path in (string[])["/", "/acme/directory", "/api/certificates", "/health/live", "/metrics", "/openapi/v1.json", "/_framework/blazor.web.js"])
        {
            ((int)(await client.GetAsync(path, TestContext.Current.CancellationToken)).StatusCode).ShouldBe(404, path);
        }
    }

    [Fact]
    public async Task TlsPort_AnswersHealthMetricsAndContract()
    {
        using var client = server.CreateClient();

        foreach (var path in (string[])["/health/live", "/health/ready", "/openapi/v1.json", "/acme/directory"])
        {
            ((int)(await client.GetAsync(path, TestContext.Current.CancellationToken)).StatusCode).ShouldBe(200, path);
        }
    }

    [Fact]
    public async Task Metrics_OnTheTlsPort_NeedAToken()
    {
        using var stranger = server.CreateClient();
        using var rest = await RestClient.SignIn(server);

        ((int)(await stranger.GetAsync("/metrics", TestContext.Current.CancellationToken)).StatusCode).ShouldBe(401);
        (await rest.Http.GetStringAsync("/metrics", TestContext.Current.CancellationToken)).ShouldContain("ucm_");
    }

    private async Task<string> GetServerCertificate()
    {
        var seen = "";
        using var handler = new SocketsHttpHandler();
        handler.SslOptions.RemoteCertificateValidationCallback = (_, certificate, _, _) =>
            (seen = certificate?.GetCertHashString(HashAlgorithmName.SHA256) ?? "").Length > 0;
        using var client = new HttpClient(handler) { BaseAddress = new Uri(server.HttpsUrl) };
        await client.GetAsync("/health/live", TestContext.Current.CancellationToken);
        return seen;
    }

    private async Task<string> GetRoot()
    {
        using var client = new HttpClient { BaseAddress = new Uri(server.HttpUrl) };
        return await client.GetStringAsync("/ca/root.pem", TestContext.Current.CancellationToken);
    }
}
