using Shouldly;
using Ucm.Conformance.Tests.Hosting;

namespace Ucm.Conformance.Tests.Acme.Clients;

/// <summary>
/// A folder that stands for a client's machine. The examples of docs/acme.md run in it as they stand: their <c>/etc</c>, <c>/var</c> and
/// <c>/usr/local</c> are folders in it, and the server's addresses are those of the test's server.
/// </summary>
internal sealed class ClientMachine : IDisposable
{
    private readonly AcmeClientServer servers;
    private readonly string folder = Directory.CreateTempSubdirectory("ucm-client-").FullName;
    private readonly Dictionary<string, string> environment;

    /// <param name="webRoot">A web server's folder that several machines share; null for an own one.</param>
    public ClientMachine(AcmeClientServer servers, string? webRoot = null)
    {
        this.servers = servers;
        foreach (var path in (string[])["/etc", "/run", "/usr/local/bin", "/var/lib", "/var/www"])
        {
            Directory.CreateDirectory(In(path));
        }

        WebRoot = webRoot ?? Directory.CreateDirectory(In("/srv/html/.well-known/acme-challenge")).FullName;
        Directory.CreateSymbolicLink(In("/var/www/html"), Path.GetFullPath(Path.Combine(WebRoot, "../..")));
        environment = EnvironmentOf(servers.Server.RootFile);
        WriteCertbotSettings();
    }

    /// <summary>Where clients leave their answers to http-01.</summary>
    public string WebRoot { get; }

    /// <summary>The web server that the clients leave their files to.</summary>
    public ChallengeServer StartWebServer() => new(servers.Server.AcmeHttpPort) { Folder = WebRoot };

    /// <summary>Where a path of the page is.</summary>
    public string In(string path) => folder + path;

    /// <summary>Runs an example of docs/acme.md and expects it to end well.</summary>
    /// <param name="changes">What a test has to write otherwise, such as a port.</param>
    public Task<ToolResult> Run(string example, params (string From, string To)[] changes) => Run([example], changes);

    /// <summary>As the other, for examples that go on where the one before ended.</summary>
    public Task<ToolResult> Run(string[] examples, params (string From, string To)[] changes) =>
        Expect(Attempt(examples, changes));

    /// <summary>As <c>Run</c>, but the examples may end badly.</summary>
    public Task<ToolResult> Attempt(string[] examples, params (string From, string To)[] changes) =>
        Tool.Run("bash", ["-euo", "pipefail", "-c", Localized(string.Concat(examples.Select(AcmePage.Block)), changes)], environment, folder);

    /// <summary>As <c>Run</c> for a client that trusts the system's store only: it sees a store with the root in it.</summary>
    public Task<ToolResult> RunTrustingTheSystem(string example, params (string From, string To)[] changes)
    {
        var command = $"mount --bind '{servers.Server.RootFile}' /etc/ssl/certs/ca-certificates.crt && exec bash -euo pipefail -c \"$1\"";
        return Expect(
            Tool.Run("unshare", ["--map-root-user", "--mount", "sh", "-c", command, "sh", Localized(AcmePage.Block(example), changes)], environment, folder));
    }

    /// <summary>The machine has the root where the page puts it, and the hook that sets DNS records.</summary>
    public async Task Prepare()
    {
        Directory.CreateDirectory(In("/usr/local/share/ca-certificates"));
        Install("update-ca-certificates", "#!/bin/sh\n");
        Install("nsupdate", $$"""
            #!/bin/sh
            while read -r word verb name ttl class type value; do
              value=$(echo "$value" | tr -d '"')
              case $word-$verb in
                update-add) curl -sf -d "{\"host\":\"$name\",\"value\":\"$value\"}" {{servers.Dns.Management}}set-txt ;;
                update-delete) curl -sf -d "{\"host\":\"$name\"}" {{servers.Dns.Management}}clear-txt ;;
              esac
            done

            """);
        await Run(["trust", "dns-hook"]);
    }

    /// <summary>Puts a program for the examples on the machine.</summary>
    public void Install(string program, string script)
    {
        var file = In($"/usr/local/bin/{program}");
        File.WriteAllText(file, script);
        File.SetUnixFileMode(file, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
    }

    public IssuedCertificate Read(string certificate, string? chain = null) => new(servers.Server, In(certificate), chain is null ? null : In(chain));

    public void Dispose() => Directory.Delete(folder, recursive: true);

    private static async Task<ToolResult> Expect(Task<ToolResult> running)
    {
        var result = await running;
        result.ExitCode.ShouldBe(0, result.All);
        return result;
    }

    private string Localized(string script, (string From, string To)[] changes)
    {
        foreach (var (from, to) in changes)
        {
            script.ShouldContain(from);
            script = script.Replace(from, to, StringComparison.Ordinal);
        }

        script = script
            .Replace("https://ca.example.com:8443", servers.Server.HttpsUrl, StringComparison.Ordinal)
            .Replace("http://ca.example.com:8080", servers.Server.HttpUrl, StringComparison.Ordinal);
        return ((string[])["/etc/", "/run/", "/var/", "/usr/local/"]).Aggregate(script, (text, path) => text.Replace(path, In(path), StringComparison.Ordinal));
    }

    private Dictionary<string, string> EnvironmentOf(string root) => new()
    {
        ["HOME"] = folder,
        ["XDG_CONFIG_HOME"] = In("/etc"),
        ["PATH"] = $"{In("/usr/local/bin")}:/usr/sbin:{Environment.GetEnvironmentVariable("PATH")}",
        ["REQUESTS_CA_BUNDLE"] = root,
        ["LEGO_CA_CERTIFICATES"] = root,
        ["CURL_CA_BUNDLE"] = root,
        ["SSL_CERT_FILE"] = root,
    };

    private void WriteCertbotSettings()
    {
        var state = Directory.CreateDirectory(In("/etc/letsencrypt")).FullName;
        File.WriteAllText(Path.Combine(state, "cli.ini"), $"config-dir = {state}\nwork-dir = {In("/var/lib/letsencrypt")}\nlogs-dir = {In("/var/log")}\n");
    }
}
