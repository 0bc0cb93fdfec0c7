using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Shouldly;
using Ucm.Conformance.Tests.Hosting;
using Ucm.TestHosting;

namespace Ucm.Conformance.Tests.MainJob;

/// <summary>An authority comes in as PEM and points elsewhere; openssl reads what it issues.</summary>
[Trait("needs", "server")]
public sealed class AuthorityFilesTests(StandaloneServer server) : IClassFixture<StandaloneServer>, IDisposable
{
    private readonly ForeignAuthority foreign = new();

    public void Dispose() => foreign.Dispose();

    [Theory]
    [InlineData("pem-pkcs8", "pkcs8", "-topk8", "-nocrypt")]
    [InlineData("pem-pbes2", "pkcs8", "-topk8", "-v2", "aes-256-cbc", "-passout", "pass:secret")]
    [InlineData("pem-old", "rsa", "-traditional", "-aes256", "-passout", "pass:secret")]
    public async Task Import_FromPem_IssuesWhatOpenSslVerifies(string id, params string[] convert)
    {
        foreign.Root(id, ForeignAuthority.Rsa2048);
        using var rest = await RestClient.SignIn(server);

        var (status, answer) = await Import(rest, id, convert);
        await LetItIssueLeaves(rest, id);
        var issued = await Issue(rest, id);

        (status, (string?)answer["status"]).ShouldBe((200, "online"));
        foreign.Run("verify", "-x509_strict", "-CAfile", $"{id}.pem", "-purpose", "sslserver", issued).ShouldContain(": OK");
    }

    [Fact]
    public async Task SetUrls_ThenIssue_OpenSslReadsThem()
    {
        foreign.Root("urls", ForeignAuthority.Rsa2048);
        using var rest = await RestClient.SignIn(server);
        (await Import(rest, "urls", "pkcs8", "-topk8", "-nocrypt")).Status.ShouldBe(200);
        await LetItIssueLeaves(rest, "urls");
        var body = new
        {
            crl = new[] { "http://crl.example.com/a.crl", "http://crl2.example.com/a.crl" },
            ocsp = new[] { "http://ocsp.example.com/" },
            issuers = new[] { "http://aia.example.com/a.crt" },
        };

        using var before = await rest.Http.GetAsync("/api/authorities/urls/urls", TestContext.Current.CancellationToken);
        using var set = await Put(rest, body, before.Headers.ETag);
        using var stale = await Put(rest, new { }, before.Headers.ETag);
        using var bad = await Put(rest, new { crl = new[] { "https://crl.example.com/a.crl" } }, null);
        var text = await Eventually.Get(
            async () => foreign.Run("x509", "-noout", "-text", "-in", await Issue(rest, "urls")), static text => text.Contains("URI:http://ocsp.example.com/", StringComparison.Ordinal));

        set.StatusCode.ShouldBe(HttpStatusCode.OK);
        stale.StatusCode.ShouldBe(HttpStatusCode.PreconditionFailed);
        bad.StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        (await bad.Content.ReadAsStringAsync(TestContext.Current.CancellationToken)).ShouldContain("/crl/0");
        text.ShouldContain("URI:http://crl.example.com/a.crl");
        text.ShouldContain("URI:http://crl2.example.com/a.crl");
        text.ShouldContain("CA Issuers - URI:http://aia.example.com/a.crt");
        text.ShouldNotContain(server.HttpUrl);
    }

    [Fact]
    public async Task Import_Incomplete_NamesTheField()
    {
        using var rest = await RestClient.SignIn(server);

        foreach (var (json, field) in ((string, string)[])[
            ("""{"id":"Not An Id"}""", "/id"),
            ("""{"id":"x"}""", "/certificate"),
            ("""{"id":"x","certificate":"-----"}""", "/key"),
            ("""{"id":"x","certificate":"-----","key":"-----"}""", "/certificate"),
            ("""{"id":"x","pkcs12":"AAAA"}""", "/password"),
            ("""{"id":"x","pkcs12":"AAAA","key":"-----"}""", "/pkcs12")])
        {
            var (status, problem) = await rest.Send(HttpMethod.Post, "/api/authorities/import", json);
            (status, (string?)problem["errors"]?[0]?["pointer"]).ShouldBe((400, field), json);
        }
    }

    private async Task<(int Status, JsonNode Body)> Import(RestClient rest, string id, params string[] convert)
    {
        foreign.Run([.. convert, "-in", $"{id}.key", "-out", $"{id}.pem.key"]);
        var password = convert.Contains("pass:secret") ? "secret" : null;
        using var answer = await rest.Http.PostAsJsonAsync(
            "/api/authorities/import",
            new { id, certificate = File.ReadAllText(foreign.File($"{id}.pem")), key = File.ReadAllText(foreign.File($"{id}.pem.key")), password = password ?? string.Empty });
        return ((int)answer.StatusCode, JsonNode.Parse(await answer.Content.ReadAsStringAsync())!);
    }

    private static async Task<HttpResponseMessage> Put(RestClient rest, object body, EntityTagHeaderValue? version)
    {
        using var request = new HttpRequestMessage(HttpMethod.Put, "/api/authorities/urls/urls") { Content = JsonContent.Create(body) };
        if (version is not null)
        {
            request.Headers.IfMatch.Add(version);
        }

        return await rest.Http.SendAsync(request);
    }

    private static async Task LetItIssueLeaves(RestClient rest, string root)
    {
        using var answer = await rest.Http.PutAsJsonAsync($"/api/authorities/{root}/issuance", new { leaves_from_root = true });
        answer.StatusCode.ShouldBe(HttpStatusCode.OK);
    }

    /// <summary>The name of the file with the certificate. Other nodes know new settings within a second.</summary>
    private async Task<string> Issue(RestClient rest, string authority)
    {
        var (status, body) = await rest.Issue(new { authority, profile = "tls-server", csr = RestClient.Csr($"{Guid.NewGuid():n}.example.test") });
        status.ShouldBe(201, body.ToJsonString());
        var file = $"{(string)body["serial"]!}.pem";
        File.WriteAllText(foreign.File(file), (string)body["certificate"]!);
        return file;
    }
}
