using Shouldly;

namespace Ucm.Conformance.Tests.Acme.Clients;

/// <summary>dehydrated, by the lines of docs/acme.md.</summary>
[Collection(AcmeClientCollection.Name)]
[Trait("needs", "server")]
public sealed class DehydratedTests(AcmeClientServer servers) : IDisposable
{
    private const string Live = "/var/lib/dehydrated/certs/www.example.com";
    private readonly ClientMachine machine = new(servers);

    [Fact]
    public async Task Dehydrated_WebServersFolderAndDnsHook_IssuesRenewsRevokesAndGetsAWildcard()
    {
        PrepareFolders();
        await machine.Prepare();
        await using var web = machine.StartWebServer();
        await machine.Run("dehydrated-register", ("KEY_ALGO=prime256v1", "KEY_ALGO=prime256v1\nKEYSIZE=2048"));

        await machine.Run("dehydrated-issue");
        var first = machine.Read($"{Live}/cert.pem", $"{Live}/chain.pem");
        await machine.Run("dehydrated-renew", ("--force", "--force --algo rsa"));
        var second = machine.Read($"{Live}/cert.pem", $"{Live}/chain.pem");
        await machine.Run("dehydrated-revoke");
        await machine.Run("dehydrated-wildcard");
        var wildcard = machine.Read("/var/lib/dehydrated/certs/example.com/cert.pem", "/var/lib/dehydrated/certs/example.com/chain.pem");

        await first.ShouldBe("id-ecPublicKey", "DNS:www.example.com");
        await second.ShouldBe("rsaEncryption", "DNS:www.example.com");
        second.Serial.ShouldNotBe(first.Serial);
        await first.ShouldBeGood();
        await second.ShouldBeRevoked();
        await wildcard.ShouldBe("id-ecPublicKey", "DNS:example.com, DNS:*.example.com");
    }

    public void Dispose() => machine.Dispose();

    /// <summary>What the package makes.</summary>
    private void PrepareFolders()
    {
        Directory.CreateDirectory(machine.In("/etc/dehydrated"));
        Directory.CreateDirectory(machine.In("/var/lib/dehydrated"));
    }
}
