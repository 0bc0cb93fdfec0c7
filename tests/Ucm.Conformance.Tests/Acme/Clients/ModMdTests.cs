using System.Net.Http.Json;
using Shouldly;
using Ucm.Conformance.Tests.Hosting;
using Ucm.TestHosting;

namespace Ucm.Conformance.Tests.Acme.Clients;

/// <summary>Apache's mod_md, with the configuration of docs/acme.md.</summary>
[Collection(AcmeClientCollection.Name)]
[Trait("needs", "server")]
public sealed class ModMdTests(AcmeClientServer servers) : IDisposable
{
    private const string Site = "/etc/apache2/conf-available/acme.conf";
    private const string Live = "/etc/apache2/md/domains/www.example.com";
    private readonly ClientMachine machine = new(servers);
    private readonly int tlsPort = StandaloneServer.FreePort();

    [Theory]
    [InlineData("secp256r1", "id-ecPublicKey")]
    [InlineData("rsa2048", "rsaEncryption")]
    public async Task ModMd_Started_GetsACertificateAndRenewsIt(string keys, string algorithm)
    {
        await Configure(("MDPrivateKeys secp256r1", $"MDPrivateKeys {keys}"));
        await using var apache = ApacheServer.Start(machine.In("/etc/apache2"), servers.Server.AcmeHttpPort, tlsPort, machine.In(Site));

        await apache.Activate(1);
        var first = await Shown(apache, keys);
        await File.AppendAllTextAsync(machine.In(Site), "MDRenewWindow 91d\n", TestContext.Current.CancellationToken);
        await apache.Reload();
        await apache.Activate(2);
        await Eventually.Get(() => apache.Serial("www.example.com"), serial => serial != first.Serial && !serial.StartsWith("none", StringComparison.Ordinal));

        await first.ShouldBe(algorithm, "DNS:www.example.com");
        await first.ShouldBeGood();
    }

    [Fact]
    public async Task ModMd_ServerMovesTheRenewalForward_RenewsByAri()
    {
        await Configure();
        await using var apache = ApacheServer.Start(machine.In("/etc/apache2"), servers.Server.AcmeHttpPort, tlsPort, machine.In(Site));
        await apache.Activate(1);
        var first = await Shown(apache, "secp256r1");

        await MoveForward(first);
        await apache.Reload();
        await apache.Activate(2);
        await Eventually.Get(() => apache.Serial("www.example.com"), serial => serial != first.Serial && !serial.StartsWith("none", StringComparison.Ordinal));

        apache.Log.ShouldContain("CA advises renew via ARI");
    }

    public void Dispose() => machine.Dispose();

    /// <summary>As an administrator who wants everything with the certificate's key renewed by now.</summary>
    private async Task MoveForward(IssuedCertificate certificate)
    {
        using var rest = await RestClient.SignIn(servers.Server);
        var (_, found) = await rest.Get($"/api/certificates?serial={certificate.Serial}");
        var key = (string)found["items"]![0]!["key_sha256"]!;
        var window = new { start = DateTimeOffset.UtcNow.AddHours(-2), end = DateTimeOffset.UtcNow.AddHours(-1) };

        using var answer = await rest.Http.PostAsJsonAsync("/api/acme/renewals", new { name = "weak-key", key_sha256 = key, window });

        answer.IsSuccessStatusCode.ShouldBeTrue(await answer.Content.ReadAsStringAsync());
    }

    /// <summary>The certificate once Apache shows it. mod_md leaves the kind of key out of the name of a file when it is RSA.</summary>
    private async Task<IssuedCertificate> Shown(ApacheServer apache, string keys)
    {
        var file = keys.StartsWith("rsa", StringComparison.Ordinal) ? $"{Live}/pubcert.pem" : $"{Live}/pubcert.{keys}.pem";
        await Eventually.Until(() => File.Exists(machine.In(file)));
        var certificate = machine.Read(file);
        await Eventually.Get(() => apache.Serial("www.example.com"), serial => serial == certificate.Serial);
        return certificate;
    }

    private async Task Configure(params (string From, string To)[] changes)
    {
        Directory.CreateDirectory(machine.In("/etc/apache2/conf-available"));
        await machine.Prepare();
        await machine.Run("mod-md", [("*:443", $"127.0.0.1:{tlsPort}"), .. changes]);
    }
}
