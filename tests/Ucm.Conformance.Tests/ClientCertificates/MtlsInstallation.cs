using System.Text.Json.Nodes;
using Shouldly;
using Ucm.Conformance.Tests.Cluster;
using Ucm.Conformance.Tests.Hosting;

namespace Ucm.Conformance.Tests.ClientCertificates;

/// <summary>
/// A standalone server with the listener for client certificates, an nginx in front of its HTTPS port, and two frontends of their own at its gateway: one
/// enrolled with
/// <c>--mtls</c>, one without. Certificates are requested by openssl and issued by the server.
/// </summary>
public sealed class MtlsInstallation : IAsyncLifetime
{
    /// <summary>Where nginx comes from: the one listed proxy.</summary>
    private const string ProxyAddress = "127.0.0.9";

    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("ucm-mtls-");
    private readonly int gateway = StandaloneServer.FreePort();
    private readonly Dictionary<string, ServerProcess> frontends = [];
    private RestClient? admin;
    private Nginx? nginx;

    public MtlsInstallation() => Server = new(new()
    {
        ["Ucm:Http:MtlsPort"] = $"{MtlsPort}",
        ["Ucm:Http:ForwardedHeaders:From"] = ProxyAddress,
        ["Ucm:Http:ClientCertificateHeader"] = "X-Client-Cert",
        ["Ucm:Cluster:GatewayPort"] = $"{gateway}",
        ["Ucm:Auth:Mtls:Authorities"] = "issuing",
        ["Ucm:Auth:Mtls:Rules:0:San"] = "email:alice@example.com",
        ["Ucm:Auth:Mtls:Rules:0:User"] = "alice",
        ["Ucm:Auth:Mtls:Rules:0:Roles:0"] = "operator",
        ["Ucm:Auth:Mtls:Rules:1:Subject"] = "CN=chief",
        ["Ucm:Auth:Mtls:Rules:1:User"] = "admin",
        ["Ucm:Auth:Mtls:Rules:1:Admin"] = "true",
        ["Ucm:Auth:Mtls:Rules:2:Subject"] = "CN=plain",
        ["Ucm:Auth:Mtls:Rules:2:User"] = "admin",
    });

    public StandaloneServer Server { get; }

    public int MtlsPort { get; } = StandaloneServer.FreePort();

    /// <summary>Of the frontends <c>with</c> and <c>without</c>.</summary>
    public Dictionary<string, int> FrontendPorts { get; } = new() { ["with"] = StandaloneServer.FreePort(), ["without"] = StandaloneServer.FreePort() };

    public int NginxPort => nginx!.Port;

    internal RestClient Admin => admin!;

    public string File(string name) => Path.Combine(folder.FullName, name);

    public async ValueTask InitializeAsync()
    {
        await Server.InitializeAsync();
        admin = await RestClient.SignIn(Server);
        await Task.WhenAll(StartFrontend("with", "--mtls"), StartFrontend("without"));
        nginx = await Nginx.Start(folder.FullName, Server.HttpsPort, Server.RootFile, ProxyAddress);
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var frontend in frontends.Values)
        {
            await frontend.DisposeAsync();
        }

        if (nginx is not null)
        {
            await nginx.DisposeAsync();
        }

        admin?.Dispose();
        await Server.DisposeAsync();
        folder.Delete(recursive: true);
    }

    /// <summary>Writes <c>{name}.pem</c> and <c>{name}.key</c>; the certificate's id.</summary>
    public async Task<string> Issue(string name, string subject, string? alternativeName = null, string profile = "tls-client")
    {
        string[] extension = alternativeName is null ? [] : ["-addext", $"subjectAltName={alternativeName}"];
        var asked = await Tool.Run(
            "openssl",
            [
                "req", "-new", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes",
                "-keyout", File($"{name}.key"), "-out", File($"{name}.csr"), "-subj", subject, .. extension,
            ]);
        asked.ExitCode.ShouldBe(0, asked.All);
        var (status, body) = await Admin.Issue(new { profile, csr = await System.IO.File.ReadAllTextAsync(File($"{name}.csr")) });
        status.ShouldBe(201, body.ToJsonString());
        await System.IO.File.WriteAllTextAsync(File($"{name}.pem"), (string)body["certificate"]!);
        return (string)body["id"]!;
    }

    /// <summary>The status and the body of a sign-in with curl at a port of localhost.</summary>
    /// <param name="name">Null for no certificate.</param>
    internal async Task<(int Status, JsonNode Body)> SignIn(string? name, int port, params string[] options)
    {
        string[] own = name is null ? [] : ["--cert", File($"{name}.pem"), "--key", File($"{name}.key")];
        var root = port == NginxPort ? nginx!.CertificateFile : Server.RootFile;
        var answer = await Tool.Run(
            "curl",
            ["-sS", "--cacert", root, .. own, .. options, "-X", "POST", "-w", "\n%{http_code}", $"https://localhost:{port}/api/auth/certificate"]);
        answer.ExitCode.ShouldBe(0, answer.All);
        var end = answer.Output.LastIndexOf('\n');
        return (int.Parse(answer.Output[(end + 1)..], System.Globalization.CultureInfo.InvariantCulture), JsonNode.Parse(answer.Output[..end])!);
    }

    private async Task StartFrontend(string name, params string[] options)
    {
        var place = File(name);
        var enrolled = await Tool.Run(
            "dotnet",
            [Repository.SiloDll, "frontend", "enroll", "--name", name, "--out", place, .. options, $"--Ucm:DataDirectory={Server.DataDirectory}"]);
        enrolled.ExitCode.ShouldBe(0, enrolled.All);
        var frontend = new ServerProcess(
            Repository.FrontendDll,
            [
                $"--Ucm:Cluster:Gateways=127.0.0.1:{gateway}",
                $"--Ucm:Cluster:Tls:CertificatePath={place}/frontend.pem",
                $"--Ucm:Cluster:Tls:KeyPath={place}/frontend.key",
                $"--Ucm:Cluster:Tls:AuthorityPath={place}/cluster.pem",
                $"--Ucm:Http:HttpsPort={StandaloneServer.FreePort()}",
                $"--Ucm:Http:HttpPort={StandaloneServer.FreePort()}",
                $"--Ucm:Http:MtlsPort={FrontendPorts[name]}",
            ]);
        lock (frontends)
        {
            frontends[name] = frontend;
        }

        await frontend.Ready();
    }
}
