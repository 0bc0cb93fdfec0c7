using Shouldly;
using Ucm.Conformance.Tests.Hosting;

namespace Ucm.Conformance.Tests.Acme;

/// <summary>lego with its own HTTP server.</summary>
[Collection(AcmeServerCollection.Name)]
[Trait("needs", "server")]
public sealed class LegoTests(StandaloneServer server) : IDisposable
{
    private readonly string directory = Directory.CreateTempSubdirectory("ucm-lego-").FullName;

    [Theory]
    [InlineData("ec256")]
    [InlineData("rsa2048")]
    public async Task Lego_IssuesAndRevokes(string keyType)
    {
        string[] common =
        [
            "--server", $"{server.HttpsUrl}/acme/directory", "--accept-tos", "--email", "admin@example.com", "--path", directory, "--key-type", keyType,
            "--domains", "localhost", "--http", "--http.port", $":{server.AcmeHttpPort}",
        ];

        await Lego([.. common, "run"]);
        var bundle = Path.Combine(directory, "certificates", "localhost.crt");
        var verify = await Tool.Run("openssl", ["verify", "-CAfile", server.RootFile, "-untrusted", bundle, bundle]);
        await Lego([.. common, "revoke", "--keep"]);

        verify.ExitCode.ShouldBe(0, verify.All);
        (await File.ReadAllTextAsync(bundle, TestContext.Current.CancellationToken)).ShouldEndWith("-----END CERTIFICATE-----\n");
    }

    public void Dispose() => Directory.Delete(directory, recursive: true);

    private async Task Lego(string[] arguments)
    {
        var result = await Tool.Run("lego", arguments, new() { ["LEGO_CA_CERTIFICATES"] = server.RootFile }, directory);
        result.ExitCode.ShouldBe(0, result.All);
    }
}
