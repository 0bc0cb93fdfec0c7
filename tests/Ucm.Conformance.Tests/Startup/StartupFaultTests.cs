using System.Net;
using System.Net.Sockets;
using Microsoft.Data.Sqlite;
using Shouldly;
using Ucm.Conformance.Tests.Hosting;

namespace Ucm.Conformance.Tests.Startup;

/// <summary>What an operator can mend is said in one line, with exit code 1, and nothing else is printed.</summary>
[Trait("needs", "server")]
public sealed class StartupFaultTests : IClassFixture<StoppedInstallation>, IDisposable
{
    private readonly StoppedInstallation installation;
    private readonly string scratch = Directory.CreateTempSubdirectory("ucm-test-").FullName;

    public StartupFaultTests(StoppedInstallation installation) => this.installation = installation;

    [Fact]
    public async Task Start_UnknownKey_NamesTheNearest()
    {
        var line = await FaultLine("--Ucm:Http:HttpsPrt=1");

        line.ShouldContain("'Ucm:Http:HttpsPrt'");
        line.ShouldContain("'Ucm:Http:HttpsPort'");
    }

    [Fact]
    public async Task Start_UnknownModeValue_IsOneLine() => (await FaultLine("--Ucm:Mode=Stand")).ShouldContain("Ucm:Mode");

    [Theory]
    [InlineData("Node")]
    [InlineData("Silo")]
    public async Task Start_ClusterModeOnSqlite_SaysWhatIsMissing(string mode)
    {
        var line = await FaultLine($"--Ucm:Mode={mode}");

        line.ShouldContain("Ucm:Storage:Provider=PostgreSql");
        line.ShouldContain("Ucm:Cluster:AdvertisedAddress");
        line.ShouldContain("Ucm:PublicUrls");
    }

    [Fact]
    public async Task Start_StandaloneOnPostgres_NamesTheMode() => (await FaultLine("--Ucm:Storage:Provider=PostgreSql", "--Ucm:Storage:ConnectionString=Host=localhost")).ShouldContain("Ucm:Mode=Node");

    [Theory]
    [InlineData("Host=db.example.org;Password=hidden", "Ucm:Storage:ConnectionString")]
    [InlineData("Host=127.0.0.1,10.0.0.2:5432;SSL Mode=Require;Password=hidden", "Ucm:Storage:ConnectionString")]
    [InlineData("Host=[2001:db8::1]:5432;SslMode=VerifyCA;Password=hidden", "Ucm:Storage:ConnectionString")]
    public async Task Start_ADatabaseServerThatNeedNotProveItself_NamesTheParameter(string connection, string setting)
    {
        string[] settings = ["--Ucm:Storage:Provider=PostgreSql", $"--Ucm:Storage:ConnectionString={connection}"];
        var line = await FaultLine([
            "--Ucm:Mode=Node", .. settings, "--Ucm:Cluster:AdvertisedAddress=127.0.0.1", "--Ucm:PublicUrls:Http=http://localhost", "--Ucm:PublicUrls:Https=https://localhost"]);

        line.ShouldContain(setting);
        line.ShouldContain("SSL Mode=VerifyFull");
        line.ShouldContain("Ucm:Storage:AllowUnverifiedServer");
        line.ShouldNotContain("hidden");
        var migration = await Tool.Run("dotnet", [Repository.SiloDll, "migrate", .. settings]);
        migration.ExitCode.ShouldBe(1, migration.All);
        migration.Error.ShouldContain("SSL Mode=VerifyFull");
    }

    [Fact]
    public async Task Start_MasterKeyMissing_IsRefusedAndNoneIsLeft()
    {
        var data = installation.Copy(scratch);
        File.Delete(Path.Combine(data, "master.key"));

        (await FaultLine($"--Ucm:DataDirectory={data}")).ShouldContain("copy master.key");
        File.Exists(Path.Combine(data, "master.key")).ShouldBeFalse();
    }

    [Fact]
    public async Task Start_UnknownKeyAlgorithm_ListsTheKnownOnes() =>
        (await FaultLine("--Ucm:Bootstrap:RootKeyAlgorithm=rsa-1024")).ShouldContain("ecdsa-p384");

    [Fact]
    public async Task Start_DataDirectoryUnderAFile_SaysSo()
    {
        var file = Path.Combine(scratch, "file");
        await File.WriteAllTextAsync(file, "", TestContext.Current.CancellationToken);

        (await FaultLine($"--Ucm:DataDirectory={file}/data")).ShouldContain($"{file}/data");
    }

    [Fact]
    public async Task Start_PortInUse_NamesPortAndSetting()
    {
        using var taken = new TcpListener(IPAddress.Loopback, 0);
        taken.Start();
        var port = ((IPEndPoint)taken.LocalEndpoint).Port;

        var line = await FaultLine($"--Ucm:Http:HttpsPort={port}", $"--Ucm:Http:HttpPort={StandaloneServer.FreePort()}");

        line.ShouldContain($"{port}");
        line.ShouldContain("Ucm:Http:HttpsPort");
    }

    [Theory]
    [InlineData(UnixFileMode.GroupWrite)]
    [InlineData(UnixFileMode.OtherWrite)]
    public async Task Start_DataDirectoryWritableByOthers_IsRefused(UnixFileMode others)
    {
        var data = Directory.CreateDirectory(Path.Combine(scratch, "shared")).FullName;
        File.SetUnixFileMode(data, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute | others);

        (await FaultLine($"--Ucm:DataDirectory={data}")).ShouldContain($"chmod 700 {data}");
        Directory.EnumerateFileSystemEntries(data).ShouldBeEmpty();
    }

    [Fact]
    public async Task Start_MasterKeyReadableByOthers_IsRefused()
    {
        var data = installation.Copy(scratch);
        File.SetUnixFileMode(Path.Combine(data, "master.key"), UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead);

        (await FaultLine($"--Ucm:DataDirectory={data}")).ShouldContain("chmod 600");
    }

    [Fact]
    public async Task Start_WrongMasterKey_IsRefused()
    {
        var data = installation.Copy(scratch);
        var key = Path.Combine(data, "master.key");
        var bytes = await File.ReadAllBytesAsync(key, TestContext.Current.CancellationToken);
        bytes[0] ^= 1;
        await File.WriteAllBytesAsync(key, bytes, TestContext.Current.CancellationToken);

        (await FaultLine($"--Ucm:DataDirectory={data}")).ShouldContain("master key");
    }

    [Fact]
    public async Task Start_DatabaseNewerThanTheProgram_IsRefusedAndUnchanged()
    {
        var data = installation.Copy(scratch);
        await using (var connection = new SqliteConnection($"Data Source={data}/ucm.db;Pooling=False"))
        {
            await connection.OpenAsync(TestContext.Current.CancellationToken);
            await using var command = connection.CreateCommand();
            command.CommandText = "select name from sqlite_master where type = 'table' and lower(name) like '%schemaversions%' or lower(name) like '%journal%' limit 1";
            var journal = (string)(await command.ExecuteScalarAsync(TestContext.Current.CancellationToken))!;
            command.CommandText = $"insert into \"{journal}\" (ScriptName, Applied) values ('9999-from-the-future', '2030-01-01')";
            await command.ExecuteNonQueryAsync(TestContext.Current.CancellationToken);
        }

        (await FaultLine($"--Ucm:DataDirectory={data}")).ShouldContain("newer");
    }

    public void Dispose() => Directory.Delete(scratch, recursive: true);

    private async Task<string> FaultLine(params string[] arguments)
    {
        var data = arguments.Any(static argument => argument.StartsWith("--Ucm:DataDirectory", StringComparison.Ordinal)) ? [] : new[] { $"--Ucm:DataDirectory={scratch}/data" };
        var ports = arguments.Any(static argument => argument.Contains("HttpPort", StringComparison.Ordinal))
            ? []
            : new[] { $"--Ucm:Http:HttpPort={StandaloneServer.FreePort()}", $"--Ucm:Http:HttpsPort={StandaloneServer.FreePort()}" };
        var result = await Tool.Run("dotnet", [Repository.SiloDll, .. data, .. ports.Where(port => !arguments.Any(argument => argument.StartsWith(port.Split('=')[0], StringComparison.Ordinal))), .. arguments]);

        result.ExitCode.ShouldBe(1, result.All);
        var lines = result.Error.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        lines.Length.ShouldBe(1, result.All);
        lines[0].ShouldStartWith("UltimateCA cannot start: ");
        return lines[0];
    }
}
