using Shouldly;
using Ucm.Conformance.Tests.Cluster;
using Ucm.Conformance.Tests.Hosting;
using Ucm.TestHosting;

namespace Ucm.Conformance.Tests.Startup;

/// <summary>A service manager changes its mind while the server starts.</summary>
[Trait("needs", "server")]
public sealed class StoppedStartTests : IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("ucm-stopped-").FullName;

    [Fact]
    public async Task Server_StoppedWhileItMakesItsFirstAuthorities_EndsInOrderAndStartsAgain()
    {
        await using (var first = Start())
        {
            // The silo's own services have begun; what comes next are the keys and certificates of a first start.
            await Eventually.Get(() => Task.FromResult(first.Text), static text => text.Contains("RevocationWitness", StringComparison.Ordinal), TimeSpan.FromMinutes(1));

            (await first.Stop()).ShouldBe(0, first.Text);

            first.IsReady.ShouldBeFalse();
            first.Text.Contains("Unhandled exception", StringComparison.Ordinal).ShouldBeFalse(first.Text);
        }

        await using var second = Start();
        await second.Ready();
        (await second.Stop()).ShouldBe(0, second.Text);
    }

    public void Dispose() => Directory.Delete(folder, recursive: true);

    private ServerProcess Start() => new(
        Repository.SiloDll,
        [
            // Orleans says by this name, and only when it is asked to, that a silo's services begin.
            "--Logging:LogLevel:Ucm.Grains.Revocations.RevocationWitness=Information", $"--Ucm:DataDirectory={folder}",
            $"--Ucm:Http:HttpsPort={StandaloneServer.FreePort()}", $"--Ucm:Http:HttpPort={StandaloneServer.FreePort()}",
        ]);
}
