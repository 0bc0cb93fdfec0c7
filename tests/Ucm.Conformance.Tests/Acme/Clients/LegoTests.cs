using Shouldly;

namespace Ucm.Conformance.Tests.Acme.Clients;

/// <summary>lego, by the lines of docs/acme.md.</summary>
[Collection(AcmeClientCollection.Name)]
[Trait("needs", "server")]
public sealed class LegoTests(AcmeClientServer servers) : IDisposable
{
    private const string Bundle = "/var/lib/lego/certificates/www.example.com.crt";
    private readonly ClientMachine machine = new(servers);

    [Fact]
    public async Task Lego_WebServersFolder_IssuesRenewsAndRevokes()
    {
        await using var web = machine.StartWebServer();

        await machine.Run("lego-issue");
        var first = machine.Read(Bundle);
        await machine.Run("lego-renew", ("--days 30", "--days 100 --no-random-sleep"));
        var second = machine.Read(Bundle);
        await machine.Run("lego-revoke");

        await first.ShouldBe("id-ecPublicKey", "DNS:www.example.com");
        await second.ShouldBe("id-ecPublicKey", "DNS:www.example.com");
        second.Serial.ShouldNotBe(first.Serial);
        await first.ShouldBeGood();
        await second.ShouldBeRevoked();
    }

    [Fact]
    public async Task Lego_OwnWebServerAndRsaKey_Issues()
    {
        await machine.Run("lego-standalone", ("--http ", $"--http --http.port :{servers.Server.AcmeHttpPort} "));

        await machine.Read(Bundle).ShouldBe("rsaEncryption", "DNS:www.example.com");
        (await File.ReadAllTextAsync(machine.In(Bundle), TestContext.Current.CancellationToken)).ShouldEndWith("-----END CERTIFICATE-----\n");
    }

    public void Dispose() => machine.Dispose();
}
