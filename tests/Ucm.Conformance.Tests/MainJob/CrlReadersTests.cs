using System.IO.Compression;
using System.Net;
using System.Net.Http.Json;
using System.Text.RegularExpressions;
using Shouldly;
using Ucm.Conformance.Tests.Hosting;
using Ucm.TestHosting;

namespace Ucm.Conformance.Tests.MainJob;

/// <summary>CRLs as relying parties find them: by the URLs in the certificate and in the CRL, over HTTP, read by openssl and gnutls.</summary>
[Trait("needs", "server")]
public sealed partial class CrlReadersTests(StandaloneServer server) : IClassFixture<StandaloneServer>
{
    private static readonly TimeSpan Soon = TimeSpan.FromSeconds(60);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task DeltaAndShard_ByTheUrlsInTheCertificate_OpenSslAndGnuTlsFindTheRevocation()
    {
        using var rest = await RestClient.SignIn(server);
        using var openSsl = await OpenSsl.For(server);
        using var http = new HttpClient();
        using var set = await rest.Http.PutAsJsonAsync(
            "/api/authorities/issuing/crl",
            new { lifetime_seconds = 604800, overlap_seconds = 86400, minimum_interval_seconds = 1, delta_interval_seconds = 3600, shards = 2 },
            Token);
        set.StatusCode.ShouldBe(HttpStatusCode.OK);
        var (id, serial, certificate) = await rest.IssueFor("sharded.example.test");
        await File.WriteAllTextAsync(openSsl.File("sharded.pem"), certificate, Token);
        var text = (await Tool.Run("openssl", ["x509", "-in", openSsl.File("sharded.pem"), "-noout", "-text"])).Output;
        var fullUrl = Url(text, "CRL Distribution Points");
        fullUrl.ShouldMatch($"^{Regex.Escape(server.HttpUrl)}/crl/issuing/[12]\\.crl$");

        await Fetch(http, fullUrl, openSsl.File("full"));
        var fullText = (await Tool.Run("openssl", ["crl", "-in", openSsl.File("full.pem"), "-noout", "-text"])).Output;
        var deltaUrl = Url(fullText, "Freshest CRL");
        deltaUrl.ShouldBe(fullUrl.Replace(".crl", "-delta.crl", StringComparison.Ordinal));
        Url(text, "Freshest CRL").ShouldBe(deltaUrl);
        fullText.ShouldContain("X509v3 Issuing Distribution Point: critical");
        Url(fullText, "Issuing Distribution Point").ShouldBe(fullUrl);
        (await rest.Revoke(id, "keyCompromise")).Status.ShouldBe(200);
        await Eventually.Get(() => Certtool(http, deltaUrl, openSsl), found => found.Contains(serial, StringComparison.OrdinalIgnoreCase), Soon);

        var deltaText = await Tool.Run("openssl", ["crl", "-in", openSsl.File("delta.pem"), "-noout", "-text", "-CAfile", openSsl.File("issuing.pem")]);
        deltaText.All.ShouldContain("verify OK");
        deltaText.Output.ShouldContain("X509v3 Delta CRL Indicator: critical");
        (await Verify(openSsl, "full.pem")).All.ShouldContain(": OK");
        await File.WriteAllTextAsync(
            openSsl.File("both.pem"), await File.ReadAllTextAsync(openSsl.File("full.pem"), Token) + await File.ReadAllTextAsync(openSsl.File("delta.pem"), Token), Token);
        (await Verify(openSsl, "both.pem", "-use_deltas")).All.ShouldContain("certificate revoked");
    }

    [Fact]
    public async Task Get_AsABrowserDoes_NotModifiedCompressedAndHead()
    {
        using var http = new HttpClient(new SocketsHttpHandler { AutomaticDecompression = DecompressionMethods.None, AllowAutoRedirect = false });
        var url = $"{server.HttpUrl}/crl/issuing.crl";

        using var plain = await http.GetAsync(url, Token);
        using var same = await Send(http, HttpMethod.Get, url, ("If-None-Match", plain.Headers.ETag!.ToString()));
        using var unchanged = await Send(http, HttpMethod.Get, url, ("If-Modified-Since", plain.Content.Headers.LastModified!.Value.ToString("R")));
        using var zipped = await Send(http, HttpMethod.Get, url, ("Accept-Encoding", "gzip, deflate, br"));
        using var head = await Send(http, HttpMethod.Head, url);

        var bytes = await plain.Content.ReadAsByteArrayAsync(Token);
        plain.StatusCode.ShouldBe(HttpStatusCode.OK);
        plain.Content.Headers.ContentType!.MediaType.ShouldBe("application/pkix-crl");
        plain.Headers.CacheControl!.MaxAge!.Value.ShouldBeLessThanOrEqualTo(TimeSpan.FromDays(7));
        plain.Headers.Contains("Set-Cookie").ShouldBeFalse();
        same.StatusCode.ShouldBe(HttpStatusCode.NotModified);
        unchanged.StatusCode.ShouldBe(HttpStatusCode.NotModified);
        head.Content.Headers.ContentLength.ShouldBe(bytes.Length);
        await using var content = await zipped.Content.ReadAsStreamAsync(Token);
        await using var unzipped = zipped.Content.Headers.ContentEncoding.Contains("gzip") ? new GZipStream(content, CompressionMode.Decompress) : content;
        using var memory = new MemoryStream();
        await unzipped.CopyToAsync(memory, Token);
        memory.ToArray().ShouldBe(bytes);
    }

    [Theory]
    [InlineData("root")]
    [InlineData("issuing")]
    public async Task AuthorityKeyIdentifier_OfEachAuthority_IsItsOwnKey(string authority)
    {
        using var openSsl = await OpenSsl.For(server);
        var certificate = await Tool.Run("openssl", ["x509", "-in", openSsl.File($"{authority}.pem"), "-noout", "-ext", "subjectKeyIdentifier"]);
        var own = certificate.Output.Split('\n')[1].Trim();

        var crl = await openSsl.CrlText(authority);

        own.Length.ShouldBe(59);
        crl.ShouldContain(own);
    }

    [Fact]
    public async Task Suspended_CrlAndOcspGoOnAndNothingIsIssued()
    {
        using var rest = await RestClient.SignIn(server);
        using var openSsl = await OpenSsl.For(server);
        var (id, serial, _) = await rest.IssueFor("before.example.test");
        (await rest.Http.PostAsync("/api/authorities/issuing/suspend", null, Token)).StatusCode.ShouldBe(HttpStatusCode.OK);
        try
        {
            (await rest.Issue(new { profile = "tls-server", csr = RestClient.Csr("during.example.test") })).Status.ShouldBe(409);
            (await openSsl.Ocsp(serial)).ShouldContain(": good");
            (await rest.Revoke(id, "superseded")).Status.ShouldBe(200);
            (await rest.Http.PostAsync("/api/authorities/issuing/crl", null, Token)).IsSuccessStatusCode.ShouldBeTrue();

            await Eventually.Get(() => openSsl.Ocsp(serial), static text => text.Contains(": revoked", StringComparison.Ordinal), Soon);
            await Eventually.Get(() => openSsl.CrlText("issuing"), text => text.Contains(serial, StringComparison.OrdinalIgnoreCase), Soon);
        }
        finally
        {
            (await rest.Http.PostAsync("/api/authorities/issuing/resume", null, Token)).StatusCode.ShouldBe(HttpStatusCode.OK);
        }
    }

    /// <summary>The first URL after a heading of openssl's text.</summary>
    private static string Url(string text, string heading) => UrlAfter().Match(text[text.IndexOf(heading, StringComparison.Ordinal)..]).Groups[1].Value;

    /// <summary>As DER and as PEM.</summary>
    private static async Task Fetch(HttpClient http, string url, string file)
    {
        var bytes = await Eventually.Get(
            async () =>
            {
                using var answer = await http.GetAsync(url);
                return answer.IsSuccessStatusCode ? await answer.Content.ReadAsByteArrayAsync() : [];
            },
            static bytes => bytes.Length > 0,
            Soon);
        await File.WriteAllBytesAsync(file + ".crl", bytes);
        (await Tool.Run("openssl", ["crl", "-inform", "DER", "-in", file + ".crl", "-out", file + ".pem"])).ExitCode.ShouldBe(0);
    }

    private static async Task<string> Certtool(HttpClient http, string url, OpenSsl openSsl)
    {
        await Fetch(http, url, openSsl.File("delta"));
        return (await Tool.Run("certtool", ["--crl-info", "--inder", "--infile", openSsl.File("delta.crl")])).All.Replace(":", "", StringComparison.Ordinal);
    }

    private static Task<ToolResult> Verify(OpenSsl openSsl, string crls, params string[] more) => Tool.Run(
        "openssl",
        ["verify", "-crl_check", .. more, "-CAfile", openSsl.File("root.pem"), "-untrusted", openSsl.File("issuing.pem"), "-CRLfile", openSsl.File(crls), openSsl.File("sharded.pem")]);

    private static Task<HttpResponseMessage> Send(HttpClient http, HttpMethod method, string url, params (string Name, string Value)[] headers)
    {
        var request = new HttpRequestMessage(method, url);
        foreach (var (name, value) in headers)
        {
            request.Headers.TryAddWithoutValidation(name, value);
        }

        return http.SendAsync(request, Token);
    }

    [GeneratedRegex(@"URI:(\S+)")]
    private static partial Regex UrlAfter();
}
