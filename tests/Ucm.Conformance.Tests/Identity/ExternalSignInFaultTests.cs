using Shouldly;
using Ucm.Conformance.Tests.Hosting;

namespace Ucm.Conformance.Tests.Identity;

/// <summary>Settings of directories and OpenID providers that cannot work end the start, each with its key.</summary>
[Trait("needs", "server")]
public sealed class ExternalSignInFaultTests : IDisposable
{
    private readonly string scratch = Directory.CreateTempSubdirectory("ucm-test-").FullName;

    [Fact]
    public async Task Start_ValuesThatCannotBeRead_NamesEachKeyInTheList()
    {
        var line = await FaultLine("Ldap:0:Security=banana", "Ldap:1:Timeout=banana", "Oidc:0:AllowHttpLoopback=banana");

        line.ShouldContain("Ucm:Auth:Ldap:0:Security is 'banana'");
        line.ShouldContain("Ucm:Auth:Ldap:1:Timeout is 'banana'");
        line.ShouldContain("Ucm:Auth:Oidc:0:AllowHttpLoopback is 'banana'");
    }

    [Fact]
    public async Task Start_SettingsThatCannotWork_NamesEach()
    {
        var line = await FaultLine(
            "Ldap:0:Name=Corp!",
            "Ldap:0:Security=None",
            "Ldap:0:BindDn=cn=x",
            "Ldap:0:BindPasswordFile=/nowhere",
            "Ldap:0:RootsDir=/etc",
            "Oidc:0:Authority=http://sso.example.com");

        line.ShouldContain("Ucm:Auth:Ldap:0:Name");
        line.ShouldContain("in the clear");
        line.ShouldContain("Ucm:Auth:Ldap:0:Servers");
        line.ShouldContain("Ucm:Auth:Ldap:0:Roles");
        line.ShouldContain("Ucm:Auth:Ldap:0:BindPasswordFile");
        line.ShouldContain("unknown configuration key 'Ucm:Auth:Ldap:0:RootsDir'");
        line.ShouldContain("Ucm:Auth:Oidc:0:Authority");
        line.ShouldContain("Ucm:Auth:Oidc:0:ClientId");
    }

    public void Dispose() => Directory.Delete(scratch, recursive: true);

    private async Task<string> FaultLine(params string[] settings)
    {
        string[] ports = [$"--Ucm:Http:HttpsPort={StandaloneServer.FreePort()}", $"--Ucm:Http:HttpPort={StandaloneServer.FreePort()}"];
        var result = await Tool.Run(
            "dotnet",
            [Repository.SiloDll, $"--Ucm:DataDirectory={scratch}", .. ports, .. settings.Select(static setting => $"--Ucm:Auth:{setting}")]);

        result.ExitCode.ShouldBe(1, result.All);
        return result.Error.Split('\n', StringSplitOptions.RemoveEmptyEntries).ShouldHaveSingleItem(result.All);
    }
}
