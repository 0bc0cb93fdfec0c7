using Shouldly;
using Ucm.Conformance.Tests.Hosting;

namespace Ucm.Conformance.Tests.Acme;

/// <summary>
/// certbot, lego and uacme at a server that demands external accounts, with the lines of docs/acme-external-accounts.md. The names are pre-validated:
/// nothing answers challenges, and none of them resolves.
/// </summary>
[Trait("needs", "server")]
public sealed class ExternalAccountClientTests(ExternalAccountServer fleet) : IClassFixture<ExternalAccountServer>, IDisposable
{
    private readonly string directory = Directory.CreateTempSubdirectory("ucm-eab-").FullName;

    private StandaloneServer Server => fleet.Server;

    [Fact]
    public async Task Certbot_WithAnExternalAccount_IssuesPrevalidatedNames()
    {
        var (kid, secret) = await fleet.NewPrevalidatedKey();
        var live = Path.Combine(directory, "config", "live", "certbot.fleet.example.com");

        await Certbot(0, "--eab-kid", kid, "--eab-hmac-key", secret);

        await IsIssued(Path.Combine(live, "fullchain.pem"), Path.Combine(live, "cert.pem"));
        await IsBound(kid);
    }

    [Fact]
    public async Task Certbot_WithoutOneOrWithTheWrongKey_IsToldWhy()
    {
        var (kid, _) = await fleet.NewPrevalidatedKey();
        var (_, otherSecret) = await fleet.NewPrevalidatedKey();

        var without = await Certbot(1);
        var wrong = await Certbot(1, "--eab-kid", kid, "--eab-hmac-key", otherSecret);

        without.ShouldContain("eab", Case.Insensitive);
        wrong.ShouldContain("does not verify");
    }

    [Theory]
    [InlineData("ec256")]
    [InlineData("rsa2048")]
    public async Task Lego_WithAnExternalAccount_IssuesPrevalidatedNames(string keyType)
    {
        var (kid, secret) = await fleet.NewPrevalidatedKey();
        string[] arguments =
        [
            "--server", fleet.Directory, "--accept-tos", "--email", "admin@example.com", "--path", directory, "--key-type", keyType,
            "--eab", "--kid", kid, "--hmac", secret, "--domains", "lego.fleet.example.com", "--http", "--http.port", $":{StandaloneServer.FreePort()}", "run",
        ];

        var run = await Tool.Run("lego", arguments, new() { ["LEGO_CA_CERTIFICATES"] = Server.RootFile }, directory);

        run.ExitCode.ShouldBe(0, run.All);
        var bundle = Path.Combine(directory, "certificates", "lego.fleet.example.com.crt");
        await IsIssued(bundle, bundle);
        await IsBound(kid);
    }

    [Fact]
    public async Task Uacme_WithAnExternalAccount_IssuesPrevalidatedNames()
    {
        var (kid, secret) = await fleet.NewPrevalidatedKey();
        string[] common = ["-a", fleet.Directory, "-c", directory, "-y", "-v"];

        await Uacme([.. common, "-e", $"{kid}:{secret}", "new", "admin@example.com"]);
        await Uacme([.. common, "issue", "uacme.fleet.example.com"]);

        var bundle = Path.Combine(directory, "uacme.fleet.example.com", "cert.pem");
        await IsIssued(bundle, bundle);
        await IsBound(kid);
    }

    public void Dispose() => Directory.Delete(directory, recursive: true);

    private async Task<string> Certbot(int exitCode, params string[] binding)
    {
        string[] arguments =
        [
            "certonly", "--standalone", "--http-01-port", $"{StandaloneServer.FreePort()}", "-d", "certbot.fleet.example.com", "-m", "admin@example.com",
            "--server", fleet.Directory, "--agree-tos", "--non-interactive",
            "--config-dir", Path.Combine(directory, "config"), "--work-dir", Path.Combine(directory, "work"), "--logs-dir", Path.Combine(directory, "logs"),
            .. binding,
        ];
        var result = await Tool.Run("certbot", arguments, new() { ["REQUESTS_CA_BUNDLE"] = Server.RootFile }, directory);
        result.ExitCode.ShouldBe(exitCode, result.All);
        return result.All;
    }

    /// <summary>It trusts the system's store only, so it gets one of its own.</summary>
    private async Task Uacme(string[] arguments)
    {
        var command = $"mount --bind '{Server.RootFile}' /etc/ssl/certs/ca-certificates.crt && exec uacme \"$@\"";
        var result = await Tool.Run("unshare", ["--map-root-user", "--mount", "sh", "-c", command, "sh", .. arguments], directory: directory);
        result.ExitCode.ShouldBe(0, result.All);
    }

    private async Task IsIssued(string bundle, string certificate)
    {
        var verify = await Tool.Run("openssl", ["verify", "-CAfile", Server.RootFile, "-untrusted", bundle, certificate]);
        verify.ExitCode.ShouldBe(0, verify.All);
    }

    private async Task IsBound(string kid)
    {
        var (_, key) = await fleet.Get($"/api/acme/external-accounts/{kid}");
        ((int)key["accounts"]!).ShouldBe(1);
        var (_, audit) = await fleet.Get("/api/audit?limit=200");
        audit["items"]!.AsArray().ShouldContain(row =>
            (string?)row!["action"] == "acme.authorization.prevalidated" && row["detail"]!.ToJsonString().Contains(kid));
    }
}
