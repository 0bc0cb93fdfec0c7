using System.Security.Cryptography;
using Ucm.Conformance.Tests.Hosting;
using Ucm.Reliability.Targets;
using Ucm.TestHosting;

namespace Ucm.Conformance.Tests.Cluster;

/// <summary>One node on a PostgreSQL server of its own, which can be taken away from it.</summary>
public sealed class OneNode : IAsyncLifetime
{
    private readonly string folder = Directory.CreateTempSubdirectory("ucm-node-").FullName;
    private readonly int https = StandaloneServer.FreePort();
    private readonly int http = StandaloneServer.FreePort();
    private ServerProcess? node;
    private PostgresServer? postgres;

    public PostgresServer Postgres => postgres!;

    internal ServerProcess Node => node!;

    internal Installation Installation { get; private set; } = null!;

    public async ValueTask InitializeAsync()
    {
        postgres = await PostgresServer.Start();
        var database = await postgres.CreateDatabase();
        var masterKey = Path.Combine(folder, "master.key");
        await File.WriteAllBytesAsync(masterKey, RandomNumberGenerator.GetBytes(32));
        File.SetUnixFileMode(masterKey, UnixFileMode.UserRead | UnixFileMode.UserWrite);
        var acmePort = StandaloneServer.FreePort();
        node = new ServerProcess(
            Repository.SiloDll,
            [
                "--Ucm:Mode=Node", $"--Ucm:DataDirectory={folder}", $"--Ucm:MasterKey:Path={masterKey}", $"--Ucm:Bootstrap:AdminPassword={StandaloneServer.AdminPassword}",
                "--Ucm:Storage:Provider=PostgreSql", $"--Ucm:Storage:ConnectionString={database}", "--Ucm:Cluster:AdvertisedAddress=127.0.0.1", "--Ucm:Cluster:ClusterId=one-node",
                $"--Ucm:Cluster:SiloPort={StandaloneServer.FreePort()}", "--Ucm:Cluster:GatewayPort=0", $"--Ucm:Http:HttpsPort={https}", $"--Ucm:Http:HttpPort={http}",
                $"--Ucm:PublicUrls:Https=https://localhost:{https}", $"--Ucm:PublicUrls:Http=http://localhost:{http}", $"--Ucm:Acme:Validation:HttpPort={acmePort}",
            ]);
        await node.Ready();
        var (httpsUrl, httpUrl) = ($"https://localhost:{https}", $"http://localhost:{http}");
        Installation = new Installation(
            httpsUrl, httpUrl, [new FrontendTarget("node", httpsUrl, httpUrl)], [], Path.Combine(folder, "root.pem"), StandaloneServer.AdminPassword, acmePort, database, null);
    }

    public async ValueTask DisposeAsync()
    {
        if (node is not null)
        {
            await node.DisposeAsync();
        }

        if (postgres is not null)
        {
            await postgres.DisposeAsync();
        }

        Directory.Delete(folder, recursive: true);
    }
}
