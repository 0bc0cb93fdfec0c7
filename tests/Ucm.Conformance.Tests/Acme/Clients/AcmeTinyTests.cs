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
    public async Task AcmeTiny_IssuesAndIsRevokedByItsKey(string newKey, string algorithm)
    {
        await using var web = machine.StartWebServer();

        await machine.Run("acme-tiny-issue", ("ec -pkeyopt ec_paramgen_curve:P-256", newKey), ("--account-key", "--disable-check --account-key"));
        var certificate = machine.Read("/etc/acme-tiny/www.pem");
        await machine.Run("acme-tiny-revoke");

        await certificate.ShouldBe(algorithm, "DNS:www.example.com");
        await certificate.ShouldBeRevoked();
    }

    public void Dispose() => machine.Dispose();
}
