using System.Net.Http.Json;
using System.Security.Cryptography.X509Certificates;
using Shouldly;
using Ucm.Conformance.Tests.Hosting;
using Ucm.TestHosting;

namespace Ucm.Conformance.Tests.Acme;

/// <summary>Alternate chains (RFC 8555 §7.4.2), verified by openssl with the other root alone.</summary>
public abstract class ChainRows : IDisposable
{
    private readonly IAcmeSite site;
    private readonly string folder = Directory.CreateTempSubdirectory("ucm-chain-").FullName;
    private readonly CrossCertifier other = new("Other Root");
    private readonly string name = $"c-{Guid.NewGuid():n}";

    private protected ChainRows(IAcmeSite site) => this.site = site;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Rfc8555_7_4_2_Certificate_WithACrossCertificate_LinksToAChainThatTheOtherRootVerifies()
    {
        using var rest = await site.SignIn(0);
        var cross = await Cross(rest);
        using var made = await rest.Http.PostAsJsonAsync(
            "/api/chains", new { name, authority = "issuing", certificates = new[] { cross, other.RootPem } }, Token);
        ((int)made.StatusCode).ShouldBe(201, await made.Content.ReadAsStringAsync(Token));
        using var client = await RawAcmeClient.WithAccount(site.Client(0));
        using var second = client.Through(site.Client(1));
        await using var web = new ChallengeServer(site.ChallengePort);
        var order = await client.Order(["localhost"]);
        await client.Prove(web, order.Authorizations()[0]);
        var url = (string)(await client.Finish(order, null, "localhost")).Json["certificate"]!;

        var own = await Eventually.Get(() => second.Post(url, ""), answer => answer.Links.Any(Alternate), TimeSpan.FromSeconds(5));
        var alternate = await second.Post(own.Links.Single(Alternate).Split('<', '>')[1], "");
        var unknown = await second.Post($"{url}/none", "");

        own.Links.Single(Alternate).ShouldBe($"<{url}/{name}>;rel=\"alternate\"");
        alternate.Links.ShouldContain($"<{url}>;rel=\"alternate\"");
        alternate.ContentType.ShouldBe("application/pem-certificate-chain");
        unknown.Status.ShouldBe(404);
        Certificates(alternate.Body).Count.ShouldBe(2);
        Certificates(alternate.Body)[0].ShouldBe(Certificates(own.Body)[0]);
        (await Verify(other.RootPem, alternate.Body)).ExitCode.ShouldBe(0);
        (await Verify(other.RootPem, own.Body)).ExitCode.ShouldNotBe(0);
        (await Verify(await File.ReadAllTextAsync(site.RootFile, Token), own.Body)).ExitCode.ShouldBe(0);
    }

    [Fact]
    public async Task Chain_OfAnotherKey_RefusedWithTheField()
    {
        using var rest = await site.SignIn(1);

        using var refused = await rest.Http.PostAsJsonAsync("/api/chains", new { name, authority = "root", certificates = new[] { await Cross(rest) } }, Token);

        ((int)refused.StatusCode).ShouldBe(400);
        (await refused.Content.ReadAsStringAsync(Token)).ShouldContain("/certificates/0");
    }

    public void Dispose()
    {
        other.Dispose();
        Directory.Delete(folder, recursive: true);
        GC.SuppressFinalize(this);
    }

    private bool Alternate(string link) => link.EndsWith($"/{name}>;rel=\"alternate\"", StringComparison.Ordinal);

    private static List<string> Certificates(string pem)
    {
        var all = new X509Certificate2Collection();
        all.ImportFromPem(pem);
        return [.. all.Select(static certificate => certificate.Thumbprint)];
    }

    private async Task<string> Cross(RestClient rest)
    {
        var pem = (string)(await rest.Get("/api/authorities/issuing")).Body["certificate"]!;
        using var authority = X509Certificate2.CreateFromPem(pem);
        return other.Certify(authority, TimeSpan.FromDays(300));
    }

    private async Task<ToolResult> Verify(string root, string chain)
    {
        var (rootFile, chainFile) = (Path.Combine(folder, "root.pem"), Path.Combine(folder, "chain.pem"));
        await File.WriteAllTextAsync(rootFile, root, Token);
        await File.WriteAllTextAsync(chainFile, chain, Token);
        return await Tool.Run("openssl", ["verify", "-no-CApath", "-no-CAstore", "-CAfile", rootFile, "-untrusted", chainFile, chainFile]);
    }
}
