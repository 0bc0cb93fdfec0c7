using Microsoft.Extensions.Configuration;
using Shouldly;
using Ucm.Conformance.Tests.Hosting;
using Ucm.Frontend.Configuration;
using Ucm.Silo.Configuration;

namespace Ucm.Conformance.Tests.Startup;

/// <summary>The example settings in deploy/ are read as the processes read them, so that none names a key that does not exist or a mode that does not fit.</summary>
public sealed class DeployFilesTests
{
    private static readonly string Folder = Path.Combine(Repository.Root, "deploy", "systemd");

    [Theory]
    [InlineData("silo.env.example", UcmMode.Silo)]
    [InlineData("node.env.example", UcmMode.Node)]
    [InlineData("standalone.env.example", UcmMode.Standalone)]
    internal void Settings_OfSilos_AreRead(string file, UcmMode mode) => UcmConfiguration.Read(Settings(file)).Mode.ShouldBe(mode);

    [Theory]
    [InlineData("silo")]
    [InlineData("node")]
    [InlineData("standalone")]
    public void Settings_OfAPackagedServer_HaveTheDirectoryThatItsUnitMakes(string kind)
    {
        var directory = UcmConfiguration.Read(Settings($"{kind}.env.example")).DataDirectory;
        var unit = File.ReadAllLines(Path.Combine(Folder, $"ucm-{kind}.service"));

        Path.IsPathFullyQualified(directory).ShouldBeTrue();
        unit.ShouldContain($"StateDirectory={Path.GetFileName(directory)}");
        unit.ShouldContain("StateDirectoryMode=0700");
        directory.ShouldBe($"/var/lib/{Path.GetFileName(directory)}");
    }

    [Fact]
    public void Settings_OfAFrontend_AreRead() => FrontendConfiguration.Read(Settings("frontend.env.example")).Gateways.Length.ShouldBe(3);

    [Fact]
    public void Units_NameTheirSettings_AndEverySettingsFileIsTested()
    {
        foreach (var kind in (string[])["silo", "node", "standalone", "frontend"])
        {
            var unit = File.ReadAllLines(Path.Combine(Folder, $"ucm-{kind}.service"));
            unit.ShouldContain($"EnvironmentFile=/etc/ultimateca/{kind}.env");
            unit.ShouldContain("Restart=always");
            foreach (var line in (string[])["UMask=0077", "SystemCallFilter=@system-service", "Environment=DOTNET_EnableDiagnostics=0", "NoNewPrivileges=yes", "LimitCORE=0"])
            {
                unit.ShouldContain(line, kind);
            }
        }

        Directory.GetFiles(Folder, "*.example").Length.ShouldBe(4);
    }

    private static ConfigurationManager Settings(string file)
    {
        var configuration = new ConfigurationManager();
        configuration.AddInMemoryCollection(File.ReadLines(Path.Combine(Folder, file))
            .Select(static line => line.Split('=', 2))
            .Select(static parts => new KeyValuePair<string, string?>(parts[0].Replace("__", ":", StringComparison.Ordinal), parts[1])));
        return configuration;
    }
}
