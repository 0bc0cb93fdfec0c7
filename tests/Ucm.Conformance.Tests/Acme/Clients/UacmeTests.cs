using Shouldly;
using Ucm.Conformance.Tests.Hosting;

namespace Ucm.Conformance.Tests.Acme.Clients;

/// <summary>uacme, by the lines of docs/acme.md. It asks every five seconds, so flows go on side by side.</summary>
[Collection(AcmeClientCollection.Name)]
[Trait("needs", "server")]
public sealed class UacmeTests(AcmeClientServer servers) : IDisposable
{
    private const string Certificate = "/etc/ssl/uacme/www.example.com/cert.pem";
    private readonly ClientMachine machine = new(servers);

    [Fact]
    public async Task Uacme_EcAndRsaKeyAndAnAddress_IssuesRenewsAndRevokes()
    {
        await using var web = machine.StartWebServer();
        using var other = new ClientMachine(servers, machine.WebRoot);
        using var third = new ClientMachine(servers, machine.WebRoot);

        await Task.WhenAll(IssueRenewRevoke(), IssueAndRevokeByKey(other), IssueForAnAddress(third));
    }

    [Fact]
    public async Task Uacme_DnsHookAndTlsAlpn_GetsAWildcardAndAName()
    {
        using var other = new ClientMachine(servers);

        await Task.WhenAll(Wildcard(), TlsAlpn(other));
    }

    public void Dispose() => machine.Dispose();

    private async Task IssueRenewRevoke()
    {
        await machine.RunTrustingTheSystem("uacme-account");
        await machine.RunTrustingTheSystem("uacme-issue");
        var first = machine.Read(Certificate);
        await machine.RunTrustingTheSystem("uacme-renew");
        var second = machine.Read(Certificate);
        await machine.RunTrustingTheSystem("uacme-revoke");

        await first.ShouldBe("id-ecPublicKey", "DNS:www.example.com");
        await second.ShouldBe("id-ecPublicKey", "DNS:www.example.com");
        second.Serial.ShouldNotBe(first.Serial);
        await first.ShouldBeGood();
        await second.ShouldBeRevoked();
    }

    private static async Task IssueAndRevokeByKey(ClientMachine machine)
    {
        await machine.RunTrustingTheSystem("uacme-account");
        await machine.RunTrustingTheSystem("uacme-issue", ("-t EC", "-t RSA"));
        var certificate = machine.Read(Certificate);
        await machine.RunTrustingTheSystem("uacme-revoke-by-key");

        await certificate.ShouldBe("rsaEncryption", "DNS:www.example.com");
        await certificate.ShouldBeRevoked();
    }

    private static async Task IssueForAnAddress(ClientMachine machine)
    {
        await machine.RunTrustingTheSystem("uacme-account");
        await machine.RunTrustingTheSystem("uacme-address", ("192.0.2.1", "127.0.0.1"));

        await machine.Read("/etc/ssl/uacme/127.0.0.1/cert.pem").ShouldBe("rsaEncryption", "IP Address:127.0.0.1");
    }

    private async Task Wildcard()
    {
        await machine.Prepare();
        await machine.RunTrustingTheSystem("uacme-account");
        await machine.RunTrustingTheSystem("uacme-wildcard");

        await machine.Read("/etc/ssl/uacme/example.com/cert.pem").ShouldBe("rsaEncryption", "DNS:example.com, DNS:*.example.com");
    }

    private async Task TlsAlpn(ClientMachine machine)
    {
        machine.Install("ualpn", $"#!/bin/sh\nexec /usr/bin/ualpn -s {machine.In("/run/ualpn.sock")} \"$@\"\n");
        await machine.RunTrustingTheSystem("uacme-account");
        try
        {
            await machine.RunTrustingTheSystem(
                "uacme-tls-alpn", ("0.0.0.0@443", $"127.0.0.1@{servers.TlsPort}"), ("127.0.0.1@8443", $"127.0.0.1@{servers.Server.HttpsPort}"));
        }
        finally
        {
            await Tool.Run("sh", ["-c", $"kill $(cat {machine.In("/run/ualpn.pid")})"]);
        }

        await machine.Read(Certificate).ShouldBe("rsaEncryption", "DNS:www.example.com");
    }
}
