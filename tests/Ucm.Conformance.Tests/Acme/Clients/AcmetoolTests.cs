using Shouldly;

namespace Ucm.Conformance.Tests.Acme.Clients;

/// <summary>acmetool, by the lines of docs/acme.md. It asks every few seconds, so flows go on side by side.</summary>
[Collection(AcmeClientCollection.Name)]
[Trait("needs", "server")]
public sealed class AcmetoolTests(AcmeClientServer servers) : IDisposable
{
    private const string Live = "/var/lib/acme/live/www.example.com";
    private static readonly (string From, string To) NoSelfTest = ("  challenge:", "  challenge:\n    http-self-test: false");
    private readonly ClientMachine machine = new(servers);

    [Fact]
    public async Task Acmetool_EcAndRsaKey_IssuesRenewsAndIsRevokedByItsKey()
    {
        await using var web = machine.StartWebServer();
        using var other = new ClientMachine(servers, machine.WebRoot);

        await Task.WhenAll(IssueRenewRevoke(machine, "ecdsa", "id-ecPublicKey"), IssueRenewRevoke(other, "rsa", "rsaEncryption"));
    }

    [Fact]
    public async Task Acmetool_DnsHook_GetsAWildcard()
    {
        await machine.Prepare();

        await machine.Run(["acmetool-configure", "acmetool-wildcard"]);

        await machine.Read("/var/lib/acme/live/example.com/cert", "/var/lib/acme/live/example.com/chain")
            .ShouldBe("id-ecPublicKey", "DNS:example.com, DNS:*.example.com");
    }

    public void Dispose() => machine.Dispose();

    private static async Task IssueRenewRevoke(ClientMachine machine, string type, string algorithm)
    {
        await machine.Run(["acmetool-configure", "acmetool-issue"], NoSelfTest, ("type: ecdsa", $"type: {type}"));
        var first = machine.Read($"{Live}/cert", $"{Live}/chain");
        await machine.Run("acmetool-renew");
        var second = machine.Read($"{Live}/cert", $"{Live}/chain");
        await machine.Run("acmetool-revoke");

        await first.ShouldBe(algorithm, "DNS:www.example.com");
        await second.ShouldBe(algorithm, "DNS:www.example.com");
        second.Serial.ShouldNotBe(first.Serial);
        await first.ShouldBeGood();
        await second.ShouldBeRevoked();
    }
}
