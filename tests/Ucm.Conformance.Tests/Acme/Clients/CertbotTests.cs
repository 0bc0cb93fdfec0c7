using Shouldly;

namespace Ucm.Conformance.Tests.Acme.Clients;

/// <summary>certbot, by the lines of docs/acme.md.</summary>
[Collection(AcmeClientCollection.Name)]
[Trait("needs", "server")]
public sealed class CertbotTests(AcmeClientServer servers) : IDisposable
{
    private const string Live = "/etc/letsencrypt/live/www.example.com";
    private readonly ClientMachine machine = new(servers);

    [Fact]
    public async Task Certbot_WebServersFolder_IssuesRenewsAndRevokes()
    {
        await using var web = machine.StartWebServer();

        await machine.Run("certbot-issue");
        var first = machine.Read($"{Live}/cert.pem", $"{Live}/chain.pem");
        await machine.Run("certbot-renew");
        var second = machine.Read($"{Live}/cert.pem", $"{Live}/chain.pem");
        await machine.Run("certbot-revoke");

        await first.ShouldBe("id-ecPublicKey", "DNS:www.example.com");
        await second.ShouldBe("id-ecPublicKey", "DNS:www.example.com");
        second.Serial.ShouldNotBe(first.Serial);
        await first.ShouldBeGood();
        await second.ShouldBeRevoked();
    }

    [Fact]
    public async Task Certbot_OwnWebServerAndRsaKey_IssuesAndRevokesByTheKey()
    {
        await machine.Run("certbot-standalone", ("--standalone", $"--standalone --http-01-port {servers.Server.AcmeHttpPort}"));
        var certificate = machine.Read($"{Live}/cert.pem", $"{Live}/chain.pem");
        await machine.Run("certbot-revoke-by-key");

        await certificate.ShouldBe("rsaEncryption", "DNS:www.example.com");
        await certificate.ShouldBeRevoked();
    }

    [Fact]
    public async Task Certbot_DnsHook_GetsAWildcard()
    {
        await machine.Prepare();

        await machine.Run("certbot-wildcard");

        await machine.Read("/etc/letsencrypt/live/example.com/cert.pem", "/etc/letsencrypt/live/example.com/chain.pem")
            .ShouldBe("id-ecPublicKey", "DNS:example.com, DNS:*.example.com");
    }

    public void Dispose() => machine.Dispose();
}
