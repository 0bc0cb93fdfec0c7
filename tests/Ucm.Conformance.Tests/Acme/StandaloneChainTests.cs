using System.Net.Http.Json;
using System.Security.Cryptography.X509Certificates;
using Shouldly;
using Ucm.Conformance.Tests.Hosting;
using Ucm.TestHosting;

namespace Ucm.Conformance.Tests.Acme;

/// <summary>On one process, and by clients that people use.</summary>
[Trait("needs", "server")]
public sealed class StandaloneChainTests(StandaloneServer server) : ChainRows(new StandaloneSite(server)), IClassFixture<StandaloneServer>
{
    private readonly string directory = Directory.CreateTempSubdirectory("ucm-chain-client-").FullName;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Certbot_PreferredChain_TakesTheOtherRoots()
    {
        await MakeChain("Preferred By Certbot");

        var result = await Tool.Run(
            "certbot",
            [
                "certonly", "--standalone", "--http-01-port", $"{server.AcmeHttpPort}", "-d", "localhost", "-m", "admin@example.com",
                "--preferred-chain", "Preferred By Certbot",
                "--server", $"{server.HttpsUrl}/acme/directory", "--agree-tos", "--non-interactive",
                "--config-dir", directory, "--work-dir", directory, "--logs-dir", directory,
            ],
            new() { ["REQUESTS_CA_BUNDLE"] = server.RootFile },
            directory);

        result.ExitCode.ShouldBe(0, result.All);
        Issuer(Path.Combine(directory, "live", "localhost", "chain.pem")).ShouldContain("Preferred By Certbot");
    }

    [Fact]
    public async Task Lego_PreferredChain_TakesTheOtherRoots()
    {
        await MakeChain("Preferred By Lego");

        var result = await Tool.Run(
            "lego",
            [
                "--server", $"{server.HttpsUrl}/acme/directory", "--accept-tos", "--email", "admin@example.com", "--path", directory,
                "--domains", "localhost", "--http", "--http.port", $":{server.AcmeHttpPort}", "run", "--preferred-chain", "Preferred By Lego",
            ],
            new() { ["LEGO_CA_CERTIFICATES"] = server.RootFile },
            directory);

        result.ExitCode.ShouldBe(0, result.All);
        Issuer(Path.Combine(directory, "certificates", "localhost.issuer.crt")).ShouldContain("Preferred By Lego");
    }

    private static string Issuer(string file)
    {
        using var first = X509Certificate2.CreateFromPem(File.ReadAllText(file));
        return first.Issuer;
    }

    private async Task MakeChain(string root)
    {
        using var rest = await RestClient.SignIn(server);
        using var authority = X509Certificate2.CreateFromPem((string)(await rest.Get("/api/authorities/issuing")).Body["certificate"]!);
        using var certifier = new CrossCertifier(root);
        using var made = await rest.Http.PostAsJsonAsync(
            "/api/chains",
            new { name = $"c-{Guid.NewGuid():n}", authority = "issuing", certificates = new[] { certifier.Certify(authority, TimeSpan.FromDays(300)) } },
            Token);
        ((int)made.StatusCode).ShouldBe(201, await made.Content.ReadAsStringAsync(Token));
    }
}
