using Shouldly;
using Ucm.Conformance.Tests.Hosting;

namespace Ucm.Conformance.Tests.Acme;

/// <summary>certbot as people run it: standalone http-01, RSA and EC, renewal, revocation.</summary>
[Collection(AcmeServerCollection.Name)]
[Trait("needs", "server")]
public sealed class CertbotTests(StandaloneServer server) : IDisposable
{
    private readonly string directory = Directory.CreateTempSubdirectory("ucm-certbot-").FullName;

    [Theory]
    [InlineData("rsa")]
    [InlineData("ecdsa")]
    public async Task Certbot_IssuesRenewsRevokesAndUnregisters(string keyType)
    {
        string[] issue = ["certonly", "--standalone", "--http-01-port", $"{server.AcmeHttpPort}", "-d", "localhost", "--key-type", keyType, "-m", "admin@example.com"];

        await Certbot(issue);
        var first = await File.ReadAllTextAsync(Live("cert.pem"), TestContext.Current.CancellationToken);
        await Certbot(["renew", "--force-renewal", "--no-random-sleep-on-renew"]);
        var second = await File.ReadAllTextAsync(Live("cert.pem"), TestContext.Current.CancellationToken);
        var verify = await Tool.Run("openssl", ["verify", "-CAfile", server.RootFile, "-untrusted", Live("chain.pem"), Live("cert.pem")]);
        await Certbot(["revoke", "--cert-path", Live("cert.pem"), "--reason", "superseded", "--no-delete-after-revoke"]);
        await Certbot(["unregister"]);

        second.ShouldNotBe(first);
        verify.ExitCode.ShouldBe(0, verify.All);
    }

    public void Dispose() => Directory.Delete(directory, recursive: true);

    private string Live(string file) => Path.Combine(directory, "config", "live", "localhost", file);

    private async Task Certbot(string[] arguments)
    {
        string[] common =
        [
            "--server", $"{server.HttpsUrl}/acme/directory", "--agree-tos", "--non-interactive",
            "--config-dir", Path.Combine(directory, "config"), "--work-dir", Path.Combine(directory, "work"), "--logs-dir", Path.Combine(directory, "logs"),
        ];
        var result = await Tool.Run("certbot", [.. arguments, .. common], new() { ["REQUESTS_CA_BUNDLE"] = server.RootFile }, directory);
        result.ExitCode.ShouldBe(0, result.All);
    }
}
