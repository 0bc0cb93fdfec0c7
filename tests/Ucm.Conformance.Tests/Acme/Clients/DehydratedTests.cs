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
    public async Task Dehydrated_RegistersIssuesRenewsAndRevokes()
    {
        PrepareFolders(machine);
        await using var web = machine.StartWebServer();

        await machine.Run("dehydrated-issue");
        var first = machine.Read($"{Live}/cert.pem", $"{Live}/chain.pem");
        await machine.Run("dehydrated-renew");
        var second = machine.Read($"{Live}/cert.pem", $"{Live}/chain.pem");
        await machine.Run("dehydrated-revoke");

        await first.ShouldBe("id-ecPublicKey", "DNS:www.example.com");
        await second.ShouldBe("id-ecPublicKey", "DNS:www.example.com");
        second.Serial.ShouldNotBe(first.Serial);
        await first.ShouldBeGood();
        await second.ShouldBeRevoked();
    }

    [Fact]
    public async Task Dehydrated_RsaKey_Issues()
    {
        PrepareFolders(machine);
        await using var web = machine.StartWebServer();

        await machine.Run("dehydrated-issue", ("KEY_ALGO=prime256v1", "KEY_ALGO=rsa\nKEYSIZE=2048"));

        await machine.Read($"{Live}/cert.pem", $"{Live}/chain.pem").ShouldBe("rsaEncryption", "DNS:www.example.com");
    }

    [Fact]
    public async Task Dehydrated_DnsHook_GetsAWildcard()
    {
        PrepareFolders(machine);
        await machine.Prepare();
        await using var web = machine.StartWebServer();
        await machine.Run("dehydrated-issue");

        await machine.Run("dehydrated-wildcard");

        await machine.Read("/var/lib/dehydrated/certs/example.com/cert.pem", "/var/lib/dehydrated/certs/example.com/chain.pem")
            .ShouldBe("id-ecPublicKey", "DNS:example.com, DNS:*.example.com");
    }

    public void Dispose() => machine.Dispose();

    /// <summary>What the package makes.</summary>
    private static void PrepareFolders(ClientMachine machine)
    {
        Directory.CreateDirectory(machine.In("/etc/dehydrated"));
        Directory.CreateDirectory(machine.In("/var/lib/dehydrated"));
    }
}
