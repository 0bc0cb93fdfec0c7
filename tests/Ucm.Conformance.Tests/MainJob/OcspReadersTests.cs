using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using Shouldly;
using Ucm.Conformance.Tests.Hosting;
using Ucm.TestHosting;

namespace Ucm.Conformance.Tests.MainJob;

/// <summary>OCSP as other programs ask for it and read it: openssl, gnutls, and a client that only knows GET.</summary>
[Trait("needs", "server")]
public sealed class OcspReadersTests(StandaloneServer server) : IClassFixture<StandaloneServer>
{
    [Theory]
    [InlineData("-sha1")]
    [InlineData("-sha256")]
    [InlineData("-sha384")]
    [InlineData("-sha512")]
    public async Task OpenSsl_EachHashWithNonce_GoodAndTheNonceMatches(string hash)
    {
        using var rest = await RestClient.SignIn(server);
        using var openSsl = await OpenSsl.For(server);
        var (_, serial, _) = await rest.IssueFor("hash.example.test");

        var result = await Ask(openSsl, hash, "-issuer", openSsl.File("issuing.pem"), "-serial", $"0x{serial}", "-nonce");

        result.All.ShouldContain("Response verify OK");
        result.All.ShouldContain(": good");
        result.All.ShouldNotContain("nonce", Case.Insensitive);
    }

    [Fact]
    public async Task OpenSsl_SeveralCertificatesAtOnce_EachStatus()
    {
        using var rest = await RestClient.SignIn(server);
        using var openSsl = await OpenSsl.For(server);
        var good = await rest.IssueFor("good.example.test");
        var revoked = await rest.IssueFor("revoked.example.test");
        (await rest.Revoke(revoked.Id, "superseded")).Status.ShouldBe(200);

        var text = await Eventually.Get(
            async () => (await Ask(openSsl, "-issuer", openSsl.File("issuing.pem"), "-serial", $"0x{good.Serial}", "-serial", $"0x{revoked.Serial}", "-serial", "0x1234")).All,
            static text => text.Contains(": revoked", StringComparison.Ordinal),
            TimeSpan.FromSeconds(5));

        text.ShouldContain("Response verify OK");
        text.ShouldContain(": good");
        text.ShouldContain("Reason: superseded");
        text.ShouldContain("0x1234: unknown");
    }

    [Fact]
    public async Task GnuTls_OcspTool_VerifiesTheResponse()
    {
        using var rest = await RestClient.SignIn(server);
        using var openSsl = await OpenSsl.For(server);
        var (_, _, certificate) = await rest.IssueFor("gnutls.example.test");
        await File.WriteAllTextAsync(openSsl.File("leaf.pem"), certificate, TestContext.Current.CancellationToken);

        foreach (var nonce in (string[])["--nonce", "--no-nonce"])
        {
            var result = await Tool.Run("ocsptool", [$"--ask={server.HttpUrl}/ocsp", "--load-cert", openSsl.File("leaf.pem"), "--load-issuer", openSsl.File("issuing.pem"), "--load-trust", openSsl.File("issuing.pem"), nonce]);

            result.All.ShouldContain("Verifying OCSP Response: Success");
            result.All.ShouldContain("Certificate Status: good");
        }
    }

    [Fact]
    public async Task Get_AsABrowserDoes_CacheableAndNotModifiedAfterwards()
    {
        using var rest = await RestClient.SignIn(server);
        using var openSsl = await OpenSsl.For(server);
        var (_, serial, _) = await rest.IssueFor("browser.example.test");
        (await Tool.Run("openssl", ["ocsp", "-issuer", openSsl.File("issuing.pem"), "-serial", $"0x{serial}", "-no_nonce", "-reqout", openSsl.File("req.der")])).ExitCode.ShouldBe(0);
        var path = "/ocsp/" + Uri.EscapeDataString(Convert.ToBase64String(await File.ReadAllBytesAsync(openSsl.File("req.der"), TestContext.Current.CancellationToken)));
        using var http = new HttpClient { BaseAddress = new Uri(server.HttpUrl) };

        using var first = await http.GetAsync(path, TestContext.Current.CancellationToken);
        using var again = new HttpRequestMessage(HttpMethod.Get, path) { Headers = { IfNoneMatch = { EntityTagHeaderValue.Parse(first.Headers.ETag!.ToString()) } } };
        using var second = await http.SendAsync(again, TestContext.Current.CancellationToken);

        await File.WriteAllBytesAsync(openSsl.File("resp.der"), await first.Content.ReadAsByteArrayAsync(TestContext.Current.CancellationToken), TestContext.Current.CancellationToken);
        var read = await Tool.Run("openssl", ["ocsp", "-respin", openSsl.File("resp.der"), "-reqin", openSsl.File("req.der"), "-issuer", openSsl.File("issuing.pem"), "-CAfile", openSsl.File("root.pem"), "-verify_other", openSsl.File("issuing.pem")]);
        read.All.ShouldContain("Response verify OK");
        first.Headers.CacheControl!.MaxAge.ShouldNotBeNull();
        first.Content.Headers.Expires.ShouldNotBeNull();
        second.StatusCode.ShouldBe(HttpStatusCode.NotModified);
    }

    [Fact]
    public async Task Get_EveryFormOfThePath_TheSameAnswer()
    {
        using var rest = await RestClient.SignIn(server);
        using var openSsl = await OpenSsl.For(server);
        var base64 = await RequestWithEveryCharacter(rest, openSsl);
        using var http = new HttpClient(new SocketsHttpHandler { AllowAutoRedirect = false }) { BaseAddress = new Uri(server.HttpUrl) };
        string[] forms =
        [
            base64,
            "/" + base64,
            Uri.EscapeDataString(base64),
            Uri.EscapeDataString(base64).Replace("%2F", "%2f", StringComparison.Ordinal),
            base64.Replace("+", "%2B", StringComparison.Ordinal),
            base64.Replace("=", "%3D", StringComparison.Ordinal),
            base64.TrimEnd('='),
        ];

        var answers = new List<string>();
        foreach (var form in forms)
        {
            using var answer = await http.GetAsync("/ocsp/" + form, TestContext.Current.CancellationToken);
            answer.StatusCode.ShouldBe(HttpStatusCode.OK);
            answer.Headers.Contains("Set-Cookie").ShouldBeFalse();
            answers.Add(Convert.ToHexString(await answer.Content.ReadAsByteArrayAsync(TestContext.Current.CancellationToken)));
        }

        answers.Distinct().Count().ShouldBe(1);
        using var head = new HttpRequestMessage(HttpMethod.Head, "/ocsp/" + base64);
        using var headers = await http.SendAsync(head, TestContext.Current.CancellationToken);
        headers.Content.Headers.ContentLength.ShouldBe(answers[0].Length / 2);
        headers.Headers.CacheControl!.MaxAge.ShouldNotBeNull();
    }

    [Fact]
    public async Task GnuTls_OcspTool_RevokedIsRead()
    {
        using var rest = await RestClient.SignIn(server);
        using var openSsl = await OpenSsl.For(server);
        var (id, _, certificate) = await rest.IssueFor("gnutls-revoked.example.test");
        await File.WriteAllTextAsync(openSsl.File("leaf.pem"), certificate, TestContext.Current.CancellationToken);
        (await rest.Revoke(id, "keyCompromise")).Status.ShouldBe(200);

        var result = await Eventually.Get(
            async () => (await Tool.Run("ocsptool", [$"--ask={server.HttpUrl}/ocsp", "--load-cert", openSsl.File("leaf.pem"), "--load-issuer", openSsl.File("issuing.pem"), "--load-trust", openSsl.File("issuing.pem"), "--nonce"])).All,
            static text => text.Contains("Certificate Status: revoked", StringComparison.Ordinal),
            TimeSpan.FromSeconds(5));

        result.ShouldContain("Verifying OCSP Response: Success");
        result.ShouldContain("Revocation time:");
    }

    [Fact]
    public async Task ExtendedRevokeAndArchiveCutoff_OfOneAuthority_OpenSslSeesThemThereOnly()
    {
        using var rest = await RestClient.SignIn(server);
        using var openSsl = await OpenSsl.For(server);
        var (_, serial, _) = await rest.IssueFor("settings.example.test");
        using var set = await rest.Http.PutAsJsonAsync("/api/authorities/issuing/ocsp", new { extended_revoke = true, archive_cutoff_seconds = 315360000 }, TestContext.Current.CancellationToken);
        set.StatusCode.ShouldBe(HttpStatusCode.OK);
        try
        {
            var never = await Eventually.Get(() => openSsl.Ocsp("0123456789abcdef0123456789abcdef01234567"), static text => text.Contains(": revoked", StringComparison.Ordinal), TimeSpan.FromSeconds(5));
            never.ShouldContain("certificateHold");
            never.ShouldContain("Jan  1 00:00:00 1970 GMT");
            (await openSsl.Ocsp("0123456789abcdef0123456789abcdef01234567", "root")).ShouldContain(": unknown");
            (await Ask(openSsl, "-issuer", openSsl.File("issuing.pem"), "-serial", $"0x{serial}", "-resp_text")).All.ShouldContain("OCSP Archive Cutoff");
        }
        finally
        {
            using var reset = await rest.Http.PutAsJsonAsync("/api/authorities/issuing/ocsp", new { }, TestContext.Current.CancellationToken);
            reset.StatusCode.ShouldBe(HttpStatusCode.OK);
        }

        await Eventually.Get(() => openSsl.Ocsp("0123456789abcdef0123456789abcdef01234567"), static text => text.Contains(": unknown", StringComparison.Ordinal), TimeSpan.FromSeconds(5));
    }

    [Theory]
    [InlineData("3003020100", 1)]
    [InlineData("ffff", 1)]
    [InlineData("", 1)]
    public async Task Post_Rubbish_MalformedRequest(string hex, byte status)
    {
        using var http = new HttpClient { BaseAddress = new Uri(server.HttpUrl) };
        using var content = new ByteArrayContent(Convert.FromHexString(hex)) { Headers = { ContentType = new MediaTypeHeaderValue("application/ocsp-request") } };

        using var response = await http.PostAsync("/ocsp", content, TestContext.Current.CancellationToken);

        (await response.Content.ReadAsByteArrayAsync(TestContext.Current.CancellationToken)).ShouldBe([0x30, 0x03, 0x0a, 0x01, status]);
    }

    [Fact]
    public async Task OpenSsl_ForeignIssuer_Unauthorized()
    {
        using var openSsl = await OpenSsl.For(server);
        (await Tool.Run("openssl", ["req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-subj", "/CN=stranger", "-keyout", openSsl.File("s.key"), "-out", openSsl.File("s.pem")])).ExitCode.ShouldBe(0);

        var result = await Ask(openSsl, "-issuer", openSsl.File("s.pem"), "-serial", "0x1234", "-no_nonce");

        result.All.ShouldContain("unauthorized");
    }

    /// <summary>The base64 of a request about a new certificate that has each of the characters which are special in a path.</summary>
    private static async Task<string> RequestWithEveryCharacter(RestClient rest, OpenSsl openSsl)
    {
        for (var attempt = 0; attempt < 50; attempt++)
        {
            var (_, serial, _) = await rest.IssueFor("forms.example.test");
            foreach (var hash in (string[])["-sha1", "-sha256", "-sha384", "-sha512"])
            {
                (await Tool.Run("openssl", ["ocsp", hash, "-issuer", openSsl.File("issuing.pem"), "-serial", $"0x{serial}", "-no_nonce", "-reqout", openSsl.File("form.der")])).ExitCode.ShouldBe(0);
                var base64 = Convert.ToBase64String(await File.ReadAllBytesAsync(openSsl.File("form.der")));
                if (base64.Contains('/', StringComparison.Ordinal) && base64.Contains('+', StringComparison.Ordinal) && base64.EndsWith('='))
                {
                    return base64;
                }
            }
        }

        throw new InvalidOperationException("No request had all of the characters.");
    }

    private Task<ToolResult> Ask(OpenSsl openSsl, params string[] arguments) => Tool.Run(
        "openssl", ["ocsp", .. arguments, "-url", $"{server.HttpUrl}/ocsp", "-CAfile", openSsl.File("root.pem"), "-verify_other", openSsl.File("issuing.pem")]);
}
