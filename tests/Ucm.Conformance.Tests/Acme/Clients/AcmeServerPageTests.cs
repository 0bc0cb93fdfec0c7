using Shouldly;
using Ucm.Conformance.Tests.Hosting;

namespace Ucm.Conformance.Tests.Acme.Clients;

/// <summary>An ACME server made by the lines of docs/acme.md, and certbot against it.</summary>
[Collection(AcmeClientCollection.Name)]
[Trait("needs", "server")]
public sealed class AcmeServerPageTests(AcmeClientServer servers) : IDisposable
{
    private readonly ClientMachine machine = new(servers);

    [Fact]
    public async Task ServerOfOwnNames_MadeOverRest_IssuesForThemForAWeekAndForNoOthers()
    {
        await machine.Prepare();
        await using var web = machine.StartWebServer();

        await machine.Run(["server-make", "server-change"], ("\"…\"", $"\"{StandaloneServer.AdminPassword}\""));
        await machine.Run("certbot-issue", ("acme/directory", "acme/internal/directory"), ("www.example.com", "www.corp.example.com"));
        var stranger = await machine.Attempt(["certbot-issue"], ("acme/directory", "acme/internal/directory"));

        var issued = machine.Read("/etc/letsencrypt/live/www.corp.example.com/cert.pem", "/etc/letsencrypt/live/www.corp.example.com/chain.pem");
        await issued.ShouldBe("id-ecPublicKey", "DNS:www.corp.example.com");
        issued.NotAfter.ShouldBeLessThan(DateTime.UtcNow.AddDays(7));
        stranger.ExitCode.ShouldNotBe(0, stranger.All);
        stranger.All.ShouldContain("www.example.com");
    }

    public void Dispose() => machine.Dispose();
}
