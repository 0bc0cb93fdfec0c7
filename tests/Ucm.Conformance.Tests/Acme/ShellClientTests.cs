using Shouldly;
using Ucm.Conformance.Tests.Hosting;

namespace Ucm.Conformance.Tests.Acme;

/// <summary>dehydrated and acme-tiny, which leave the challenge as a file to a web server.</summary>
[Collection(AcmeServerCollection.Name)]
[Trait("needs", "server")]
public sealed class ShellClientTests(StandaloneServer server) : IDisposable
{
    private readonly string directory = Directory.CreateTempSubdirectory("ucm-shell-").FullName;

    [Fact]
    public async Task Dehydrated_RegistersIssuesAndRevokes()
    {
        var challenges = Directory.CreateDirectory(Path.Combine(directory, "challenges")).FullName;
        await using var web = new ChallengeServer(server.AcmeHttpPort) { Folder = challenges };
        var config = Path.Combine(directory, "config");
        await File.WriteAllTextAsync(
            config,
            $"CA={server.HttpsUrl}/acme/directory\nBASEDIR={directory}\nWELLKNOWN={challenges}\nCURL_OPTS=\"--cacert {server.RootFile}\"\nCONTACT_EMAIL=admin@example.com\n",
            TestContext.Current.CancellationToken);
        var live = Path.Combine(directory, "certs", "localhost");

        await Run("dehydrated", ["--config", config, "--register", "--accept-terms"]);
        await Run("dehydrated", ["--config", config, "--cron", "--domain", "localhost"]);
        await Run("openssl", ["verify", "-CAfile", server.RootFile, "-untrusted", Path.Combine(live, "chain.pem"), Path.Combine(live, "cert.pem")]);
        await Run("dehydrated", ["--config", config, "--revoke", Path.Combine(live, "cert.pem")]);
    }

    [Fact]
    public async Task AcmeTiny_Issues()
    {
        var challenges = Directory.CreateDirectory(Path.Combine(directory, "challenges")).FullName;
        await using var web = new ChallengeServer(server.AcmeHttpPort) { Folder = challenges };
        var (account, key, csr, chain) = (InDirectory("account.key"), InDirectory("key.pem"), InDirectory("csr.pem"), InDirectory("chain.pem"));
        await Run("openssl", ["genrsa", "-out", account, "2048"]);
        await Run("openssl", ["req", "-new", "-newkey", "rsa:2048", "-nodes", "-keyout", key, "-subj", "/CN=localhost", "-addext", "subjectAltName=DNS:localhost", "-out", csr]);

        var issued = await Run(
            "acme-tiny",
            ["--account-key", account, "--csr", csr, "--acme-dir", challenges, "--directory-url", $"{server.HttpsUrl}/acme/directory", "--disable-check"]);
        await File.WriteAllTextAsync(chain, issued.Output, TestContext.Current.CancellationToken);

        await Run("openssl", ["verify", "-CAfile", server.RootFile, "-untrusted", chain, chain]);
    }

    public void Dispose() => Directory.Delete(directory, recursive: true);

    private string InDirectory(string file) => Path.Combine(directory, file);

    private async Task<ToolResult> Run(string program, string[] arguments)
    {
        var result = await Tool.Run(program, arguments, new() { ["SSL_CERT_FILE"] = server.RootFile }, directory);
        result.ExitCode.ShouldBe(0, result.All);
        return result;
    }
}
