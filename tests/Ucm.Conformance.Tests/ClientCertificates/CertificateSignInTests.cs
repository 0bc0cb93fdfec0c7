using System.Net;
using System.Net.Http.Headers;
using System.Security.Cryptography.X509Certificates;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Shouldly;
using Ucm.Conformance.Tests.Hosting;
using Ucm.TestHosting;

namespace Ucm.Conformance.Tests.ClientCertificates;

/// <summary>Sign-in by client certificate with curl, openssl and a browser's form: straight, through nginx, and through frontends of their own.</summary>
[Trait("needs", "server")]
public sealed partial class CertificateSignInTests(MtlsInstallation installation) : IClassFixture<MtlsInstallation>
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task SignIn_WithCurlAndACertificate_GivesTokensOfTheRulesUser()
    {
        await Alice("curl");

        var (status, body) = await installation.SignIn("curl", installation.MtlsPort);

        status.ShouldBe(200, body.ToJsonString());
        (await Use(body)).ShouldBe(HttpStatusCode.OK);
        var (_, audit) = await installation.Admin.Get("/api/audit?limit=200");
        audit["items"]!.AsArray().ShouldContain(static row => $"{row!["action"]}" == "session.open"
            && $"{row["target"]}" == "user:alice"
            && $"{row["detail"]}".Contains("mtls", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("-tls1_2")]
    [InlineData("-tls1_3")]
    public async Task SignIn_WithOpensslClient_GivesTokens(string version)
    {
        var name = $"openssl{version}";
        await Alice(name);

        var answer = await Tool.Run("sh", ["-c",
            $"printf 'POST /api/auth/certificate HTTP/1.1\\r\\nHost: localhost\\r\\nContent-Length: 0\\r\\nConnection: close\\r\\n\\r\\n' "
            + $"| openssl s_client -quiet {version} -connect localhost:{installation.MtlsPort} -CAfile {installation.Server.RootFile} "
            + $"-verify_return_error -cert {installation.File($"{name}.pem")} -key {installation.File($"{name}.key")}"]);

        answer.Output.ShouldStartWith("HTTP/1.1 200 OK");
        answer.Output.ShouldContain("access_token");
    }

    [Fact]
    public async Task SignIn_WithoutACertificate_SaysSoAndTheRestIsServed()
    {
        var (status, body) = await installation.SignIn(null, installation.MtlsPort);

        (status, (string)body["code"]!).ShouldBe((401, "unauthenticated"));
        using var client = Clients.Trusting(installation.Server.RootFile, new Uri($"https://localhost:{installation.MtlsPort}"));
        (await client.GetAsync("/acme/directory", Token)).StatusCode.ShouldBe(HttpStatusCode.OK);
        (await client.GetStringAsync("/login", Token)).ShouldNotContain("Sign in with your certificate");
    }

    [Fact]
    public async Task SignIn_AtTheHttpsPort_AsksForNoCertificate()
    {
        await Alice("https");

        (await installation.SignIn("https", installation.Server.HttpsPort)).Status.ShouldBe(401);
    }

    [Fact]
    public async Task SignIn_CertificateThatIsNotAccepted_HearsOneAnswer()
    {
        await installation.Issue("nobody", "/CN=nobody");
        await installation.Issue("server", "/CN=alice.example", "DNS:alice.example", "tls-server");
        var made = await Tool.Run("openssl", ["req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes",
            "-keyout", installation.File("forged.key"), "-out", installation.File("forged.pem"),
            "-days", "2", "-subj", "/CN=chief", "-addext", "subjectAltName=email:alice@example.com"]);
        made.ExitCode.ShouldBe(0, made.All);

        foreach (var name in (string[])["nobody", "server", "forged"])
        {
            var (status, body) = await installation.SignIn(name, installation.MtlsPort);
            (status, (string)body["code"]!, (string)body["detail"]!).ShouldBe((401, "invalid_credentials", "The client certificate is not accepted."), name);
        }
    }

    [Fact]
    public async Task SignIn_AsAnAdministrator_OnlyByARuleThatSaysSo()
    {
        await installation.Issue("chief", "/CN=chief");
        await installation.Issue("plain", "/CN=plain");

        (await installation.SignIn("chief", installation.MtlsPort)).Status.ShouldBe(200);
        (await installation.SignIn("plain", installation.MtlsPort)).Status.ShouldBe(401);
    }

    [Fact]
    public async Task Session_WhoseCertificateIsRevoked_IsOutAndTheCertificateToo()
    {
        var id = await Alice("revoked");
        var (_, body) = await installation.SignIn("revoked", installation.MtlsPort);
        (await Use(body)).ShouldBe(HttpStatusCode.OK);

        (await installation.Admin.Revoke(id, "keyCompromise")).Status.ShouldBe(200);

        (await installation.SignIn("revoked", installation.MtlsPort)).Status.ShouldBe(401);
        (await Eventually.Get(() => Use(body), static status => status != HttpStatusCode.OK, TimeSpan.FromSeconds(5))).ShouldBe(HttpStatusCode.Unauthorized);
    }

    [Fact]
    public async Task Console_FormOfTheLoginPage_OpensASession()
    {
        await Alice("console");
        using var client = WithCertificate("console");
        using var form = await client.GetAsync("/login", Token);
        var html = await form.Content.ReadAsStringAsync(Token);
        html.ShouldContain("Sign in with your certificate");

        using var request = new HttpRequestMessage(HttpMethod.Post, "/login")
        {
            Content = new FormUrlEncodedContent(
                [new("_handler", "certificate"), new("__RequestVerificationToken", AntiforgeryField().Match(html).Groups[1].Value)]),
        };
        request.Headers.Add("Cookie", form.Headers.GetValues("Set-Cookie").Select(static cookie => cookie.Split(';')[0]));
        using var answer = await client.SendAsync(request, Token);

        answer.StatusCode.ShouldBe(HttpStatusCode.Found);
        var session = answer.Headers.GetValues("Set-Cookie")
            .Single(static cookie => cookie.StartsWith("__Host-ucm-session=", StringComparison.Ordinal))
            .Split(';')[0];
        using var page = new HttpRequestMessage(HttpMethod.Get, "/certificates") { Headers = { { "Cookie", session } } };
        using var shown = await client.SendAsync(page, Token);
        shown.StatusCode.ShouldBe(HttpStatusCode.OK);
    }

    [Fact]
    public async Task Form_WithoutTheAntiforgeryToken_IsRefused()
    {
        await Alice("csrf");
        using var client = WithCertificate("csrf");
        using var form = new FormUrlEncodedContent([new("_handler", "certificate")]);

        using var answer = await client.PostAsync("/login", form, Token);

        answer.StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        answer.Headers.Contains("Set-Cookie").ShouldBeFalse();
    }

    [Fact]
    public async Task SignIn_OfAPageOfAnotherSite_IsForbidden()
    {
        await Alice("site");

        (await installation.SignIn("site", installation.MtlsPort, "-H", "Sec-Fetch-Site: cross-site")).Status.ShouldBe(403);
    }

    [Fact]
    public async Task SignIn_ThroughNginx_IsTheClientsOfItsConnection()
    {
        await Alice("behind");

        (await installation.SignIn("behind", installation.NginxPort)).Status.ShouldBe(200);
        (await installation.SignIn(null, installation.NginxPort)).Status.ShouldBe(401);
    }

    [Fact]
    public async Task Header_ForgedByAStranger_IsIgnoredStraightAndThroughNginx()
    {
        await Alice("victim");
        var forged = $"X-Client-Cert: {Uri.EscapeDataString(await File.ReadAllTextAsync(installation.File("victim.pem"), Token))}";

        foreach (var port in (int[])[installation.Server.HttpsPort, installation.MtlsPort, installation.NginxPort])
        {
            var (status, body) = await installation.SignIn(null, port, "-H", forged);
            (status, (string)body["code"]!).ShouldBe((401, "unauthenticated"));
        }
    }

    [Fact]
    public async Task Header_OfTheProxyThatIsNotOneCertificate_Is400()
    {
        await Alice("proxy");
        var good = $"X-Client-Cert: {Uri.EscapeDataString(await File.ReadAllTextAsync(installation.File("proxy.pem"), Token))}";
        string[] proxy = ["--interface", "127.0.0.9", "-4"];

        (await installation.SignIn("proxy", installation.MtlsPort, [.. proxy, "-H", good])).Status.ShouldBe(200);
        (await installation.SignIn("proxy", installation.MtlsPort, proxy)).Status.ShouldBe(401);
        foreach (var headers in (string[][])
            [["-H", good, "-H", good], ["-H", "X-Client-Cert: rubbish"], ["-H", $"X-Client-Cert: {new string('A', 17 * 1024)}"]])
        {
            var (status, body) = await installation.SignIn("proxy", installation.MtlsPort, [.. proxy, .. headers]);
            (status, (string)body["code"]!).ShouldBe((400, "malformed"));
        }
    }

    [Fact]
    public async Task SignIn_ThroughFrontends_OnlyWhereEnrolledForIt()
    {
        await Alice("edge");

        (await installation.SignIn("edge", installation.FrontendPorts["with"])).Status.ShouldBe(200);
        var (status, body) = await installation.SignIn("edge", installation.FrontendPorts["without"]);

        (status, (string)body["code"]!).ShouldBe((401, "invalid_credentials"));
        installation.Server.Output.ShouldContain(static line => line.Contains("The frontend without was not enrolled with --mtls.", StringComparison.Ordinal));
    }

    /// <summary>Always of one subject: the user whom the rule makes belongs to it.</summary>
    private Task<string> Alice(string name) => installation.Issue(name, "/CN=Alice", "email:alice@example.com");

    private async Task<HttpStatusCode> Use(JsonNode tokens)
    {
        using var client = installation.Server.CreateClient();
        client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", (string)tokens["access_token"]!);
        using var answer = await client.GetAsync("/api/certificates?limit=1", Token);
        return answer.StatusCode;
    }

    private HttpClient WithCertificate(string name)
    {
        using var pem = X509Certificate2.CreateFromPemFile(installation.File($"{name}.pem"), installation.File($"{name}.key"));
        var handler = new SocketsHttpHandler { AllowAutoRedirect = false, UseCookies = false };
        handler.SslOptions.ClientCertificateContext = System.Net.Security.SslStreamCertificateContext.Create(
            X509CertificateLoader.LoadPkcs12(pem.Export(X509ContentType.Pkcs12), null), null, offline: true);
        handler.SslOptions.CertificateChainPolicy = new X509ChainPolicy
        {
            TrustMode = X509ChainTrustMode.CustomRootTrust,
            RevocationMode = X509RevocationMode.NoCheck,
            CustomTrustStore = { X509CertificateLoader.LoadCertificateFromFile(installation.Server.RootFile) },
        };
        return new HttpClient(handler) { BaseAddress = new Uri($"https://localhost:{installation.MtlsPort}") };
    }

    [GeneratedRegex("__RequestVerificationToken\" value=\"([^\"]+)\"")]
    private static partial Regex AntiforgeryField();
}
