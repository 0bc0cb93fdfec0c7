using Shouldly;

namespace Ucm.Conformance.Tests.Acme.Clients;

/// <summary>acme-tiny, by the lines of docs/acme.md. certbot revokes for it, as it does not.</summary>
[Collection(AcmeClientCollection.Name)]
[Trait("needs", "server")]
public sealed class AcmeTinyTests(AcmeClientServer servers) : IDisposable
{
    private readonly ClientMachine machine = new(servers);

    [Theory]
    [InlineData("ec -pkeyopt ec_paramgen_curve:P-256", "id-ecPublicKey")]
    [InlineData("rsa:2048", "rsaEncryption")]
    public async Task AcmeTiny_IssuesRenewsAndIsRevokedByItsKey(string newKey, string algorithm)
    {
        await using var web = machine.StartWebServer();
        await machine.Run("acme-tiny-prepare", ("ec -pkeyopt ec_paramgen_curve:P-256", newKey));

        await machine.Run("acme-tiny-issue", ("--account-key", "--disable-check --account-key"));
        var first = machine.Read("/etc/acme-tiny/www.pem");
        await machine.Run("acme-tiny-issue", ("--account-key", "--disable-check --account-key"));
        var second = machine.Read("/etc/acme-tiny/www.pem");
        await machine.Run("acme-tiny-revoke");

        await first.ShouldBe(algorithm, "DNS:www.example.com");
        second.Serial.ShouldNotBe(first.Serial);
        await first.ShouldBeGood();
        await second.ShouldBeRevoked();
    }

    public void Dispose() => machine.Dispose();
}
