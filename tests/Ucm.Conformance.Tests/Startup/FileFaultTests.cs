using System.Net;
using System.Net.Sockets;
using Shouldly;
using Ucm.Conformance.Tests.Hosting;

namespace Ucm.Conformance.Tests.Startup;

/// <summary>
/// Files, directories, ports and connection strings that a start cannot use: exit code 1 and one line on stderr with what and why, never a stack
/// trace.
/// </summary>
[Trait("needs", "server")]
public sealed class FileFaultTests : IDisposable
{
    private readonly DirectoryInfo scratch = Directory.CreateTempSubdirectory("ucm-test-");
    private readonly TcpListener taken = new(IPAddress.Loopback, 0);

    public FileFaultTests() => taken.Start();

    private int TakenPort => ((IPEndPoint)taken.LocalEndpoint).Port;

    private string Data => Path.Combine(scratch.FullName, "data");

    [Theory]
    [InlineData("ucm.db", "ucm.db")]
    [InlineData("master.key", "master.key")]
    [InlineData("root.pem", "root.pem")]
    [InlineData("initial-admin-password", "initial-admin-password")]
    [InlineData("lock", "not writable")]
    public async Task Start_ADirectoryWhereAFileBelongs_NamesThePath(string name, string expected)
    {
        MakePrivate(Data);
        Directory.CreateDirectory(Path.Combine(Data, name));

        (await FaultLine(Repository.SiloDll, Standalone())).ShouldContain(expected);
    }

    [Theory]
    [InlineData("ucm.db", "not a database")]
    [InlineData("master.key", "master.key")]
    [InlineData("key-ring", "key-ring")]
    public async Task Start_AFileWithSomethingElseInIt_NamesIt(string name, string expected)
    {
        MakePrivate(Data);
        var file = Path.Combine(Data, name);
        await File.WriteAllTextAsync(file, new string('x', 4096), TestContext.Current.CancellationToken);
        File.SetUnixFileMode(file, UnixFileMode.UserRead | UnixFileMode.UserWrite);

        (await FaultLine(Repository.SiloDll, Standalone())).ShouldContain(expected);
    }

    [Theory]
    [InlineData("/proc/ucm-data")]
    [InlineData("/dev/null")]
    [InlineData("/proc")]
    public async Task Start_DataDirectoryThatCannotBe_NamesThePath(string path) =>
        (await FaultLine(Repository.SiloDll, [.. Standalone(), $"--Ucm:DataDirectory={path}"])).ShouldContain($"'{path}'");

    [Theory]
    [InlineData("--Ucm:MasterKey:Path=/nowhere/master.key", "/nowhere/master.key")]
    [InlineData("--Ucm:Storage:ConnectionString=banana", "Ucm:Storage:ConnectionString is not a connection string")]
    [InlineData("--Ucm:Storage:ConnectionString=Data Sorce=x;Password=hidden", "Ucm:Storage:ConnectionString has 'data sorce'")]
    [InlineData("--Ucm:Storage:ConnectionString=Mode=ReadOnly", "Ucm:Storage:ConnectionString names no file")]
    [InlineData("--Ucm:Storage:ConnectionString=Data Source=/nowhere/ucm.db", "/nowhere")]
    [InlineData("--Ucm:Http:Address=192.0.2.1", "Ucm:Http:Address is '192.0.2.1', which is no address of this machine")]
    [InlineData("--Ucm:PublicUrls:Http=ftp://example.org", "Ucm:PublicUrls:Http")]
    [InlineData("--Ucm:Acme:Authority=No Slug", "Ucm:Acme:Authority is 'No Slug'")]
    [InlineData("--Ucm:Crl:Publication:Directory=here", "Ucm:Crl:Publication:Directory")]
    [InlineData("--Logging:LogLevel:Default=banana", "banana")]
    public async Task Start_OneBadSetting_NamesIt(string argument, string expected)
    {
        var line = await FaultLine(Repository.SiloDll, [.. Standalone(), argument]);

        line.ShouldContain(expected);
        line.ShouldNotContain("hidden");
    }

    [Fact]
    public async Task Start_FaultsOfSeveralOptionsClasses_AreOneLine()
    {
        var line = await FaultLine(
            Repository.SiloDll,
            [.. Standalone(), "--Ucm:PublicUrls:Https=banana", "--Ucm:Bootstrap:RootKeyAlgorithm=rsa-1", "--Ucm:Acme:Validation:DnsServers=here", "--Ucm:Ocsp:ResponderKeys=rsa-2"]);

        foreach (var key in (string[])["Ucm:PublicUrls:Https", "Ucm:Bootstrap:RootKeyAlgorithm", "Ucm:Acme:Validation:DnsServers", "Ucm:Ocsp:ResponderKeys"])
        {
            line.ShouldContain(key);
        }

        File.Exists(Path.Combine(Data, "ucm.db")).ShouldBeFalse();
    }

    [Fact]
    public async Task Start_EveryPortInUse_NamesEachSetting()
    {
        string[] keys = ["Ucm:Cluster:SiloPort", "Ucm:Cluster:GatewayPort", "Ucm:Http:HttpPort"];

        var line = await FaultLine(Repository.SiloDll, [.. Standalone(), .. keys.Select(key => $"--{key}={TakenPort}")]);

        foreach (var key in keys)
        {
            line.ShouldContain($"{key} is {TakenPort}, and another program listens");
        }
    }

    [Fact]
    public async Task Start_OnePortForBothListeners_SaysSo() =>
        (await FaultLine(Repository.SiloDll, [.. Standalone(), "--Ucm:Http:HttpPort=28443", "--Ucm:Http:HttpsPort=28443"]))
            .ShouldContain("Ucm:Http:HttpsPort and HttpPort are both 28443");

    [Theory]
    [InlineData("", "Ucm:Cluster:Tls:CertificatePath must not be empty")]
    [InlineData("/nowhere/file.pem", "/nowhere/file.pem")]
    [InlineData("/proc", "/proc")]
    [InlineData("/dev/null", "/dev/null")]
    public async Task Start_FrontendWithoutItsClusterFiles_NamesThem(string path, string expected) => (await FaultLine(
        Repository.FrontendDll,
        [
            .. Ports(), "--Ucm:Cluster:Gateways=127.0.0.1:1", $"--Ucm:Cluster:Tls:CertificatePath={path}", $"--Ucm:Cluster:Tls:KeyPath={path}",
            $"--Ucm:Cluster:Tls:AuthorityPath={path}",
        ])).ShouldContain(expected);

    [Fact]
    public async Task Start_FrontendWithAMembershipConnectionThatCannotBeRead_NamesTheKey() => (await FaultLine(
        Repository.FrontendDll, [.. Ports(), "--Ucm:Cluster:Membership:ConnectionString=banana"])).ShouldContain("Ucm:Cluster:Membership:ConnectionString");

    public void Dispose()
    {
        taken.Dispose();
        scratch.Delete(recursive: true);
    }

    private static void MakePrivate(string path) => Directory.CreateDirectory(path, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);

    private static IEnumerable<string> Ports() => [$"--Ucm:Http:HttpPort={StandaloneServer.FreePort()}", $"--Ucm:Http:HttpsPort={StandaloneServer.FreePort()}"];

    private IEnumerable<string> Standalone() => [$"--Ucm:DataDirectory={Data}", .. Ports()];

    private async Task<string> FaultLine(string dll, IEnumerable<string> arguments)
    {
        var result = await Tool.Run("dotnet", [dll, .. arguments], directory: scratch.FullName);

        result.ExitCode.ShouldBe(1, result.All);
        var line = result.Error.Split('\n', StringSplitOptions.RemoveEmptyEntries).ShouldHaveSingleItem(result.All);
        line.ShouldStartWith("UltimateCA cannot start: ");
        return line;
    }
}
