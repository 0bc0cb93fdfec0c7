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

    [Fact]
    public async Task Lego_OwnTlsServer_IssuesByTlsAlpn()
    {
        await machine.Run("lego-tls-alpn", ("--tls ", $"--tls --tls.port :{servers.TlsPort} "));

        await machine.Read(Bundle).ShouldBe("id-ecPublicKey", "DNS:www.example.com");
    }

    [Fact]
    public async Task Lego_DnsHook_GetsAWildcard()
    {
        await machine.Prepare();

        // The names of the test have no name servers that lego could ask first.
        await machine.Run("lego-wildcard", ("--dns exec", "--dns exec --dns.disable-cp"));

        await machine.Read("/var/lib/lego/certificates/_.example.com.crt").ShouldBe("id-ecPublicKey", "DNS:*.example.com, DNS:example.com");
    }

    public void Dispose() => machine.Dispose();
}
