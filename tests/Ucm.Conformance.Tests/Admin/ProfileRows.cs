using System.Net.Http.Headers;
using System.Text;
using System.Text.Json.Nodes;
using Shouldly;
using Ucm.Conformance.Tests.Hosting;
using Ucm.TestHosting;

namespace Ucm.Conformance.Tests.Admin;

/// <summary>Profiles over REST as an administrator uses them: by one entry changed, by another used; certificates are read by openssl.</summary>
public abstract class ProfileRows
{
    private readonly string name = $"web-{Guid.NewGuid():n}"[..20];

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    /// <summary>Signed in as the administrator: where profiles are changed (0) and where certificates are asked for (1).</summary>
    private protected abstract Task<RestClient> SignIn(int entry);

    [Fact]
    public async Task Profile_MadeAtOneEntry_IssuesAtTheOtherWithinASecondAndOpenSslReadsIt()
    {
        using var first = await SignIn(0);
        using var second = await SignIn(1);
        var created = await Send(first, HttpMethod.Post, "/api/profiles", $$"""
            {"name":"{{name}}","copy_of":"tls-server","description":"Web servers of the corporation","ways_in":["rest"],"names":{"dns_suffixes":["corp.example"]},
             "subject":{"fixed":{"O":"Corp","C":"DE"},"common_name_from_names":true},"must_staple":true,"policies":[{"oid":"1.3.6.1.4.1.99999.1","cps":"https://pki.corp.example/cps"}],
             "urls":{"ca_issuers":"none"},"validity_seconds":86400}
            """);
        created.Status.ShouldBe(201, created.Body.ToJsonString());
        created.Headers.ETag!.Tag.ShouldBe("\"1\"");

        var issued = await Eventually.Get(() => Issue(second, name, "www.corp.example"), static answer => answer.Status == 201, TimeSpan.FromSeconds(10));

        ((string)issued.Body["profile"]!).ShouldBe(name);
        var text = await Text((string)issued.Body["certificate"]!);
        text.ShouldContain("C = DE");
        text.ShouldContain("O = Corp");
        text.ShouldContain("CN = www.corp.example");
        text.ShouldContain("status_request");
        text.ShouldContain("CPS: https://pki.corp.example/cps");
        text.ShouldNotContain("CA Issuers");
        text.ShouldContain("OCSP - URI");
        (await second.Get($"/api/certificates/{issued.Body["id"]}")).Body["profile_version"]!.GetValue<long>().ShouldBe(1);
    }

    [Theory]
    [InlineData("""{"names":{"dns_suffixes":["corp.example"]}}""", "corp.example only")]
    [InlineData("""{"ways_in":["console"]}""", "ways_in: console")]
    [InlineData("""{"authorities":["root"]}""", "authorities: root")]
    [InlineData("""{"allowed_keys":["rsa"]}""", "it allows Rsa")]
    public async Task Profile_ThatDoesNotAllowIt_RefusesWithASentenceThatNamesTheRule(string content, string rule)
    {
        using var first = await SignIn(0);
        using var second = await SignIn(1);
        await Create(first, content);

        var refused = await Eventually.Get(() => Issue(second, name, "www.example.com"), static answer => !$"{answer.Body["detail"]}".StartsWith("There is no profile", StringComparison.Ordinal), TimeSpan.FromSeconds(10));

        refused.Status.ShouldBe(422, refused.Body.ToJsonString());
        ((string)refused.Body["detail"]!).ShouldContain(rule);
    }

    [Fact]
    public async Task Profile_ChangedUnderAnOldETag_Is412AndVersionsTellWhatChanged()
    {
        using var rest = await SignIn(0);
        await Create(rest, "{}");
        (await Send(rest, HttpMethod.Patch, $"/api/profiles/{name}", """{"validity_seconds":3600,"comment":"hourly"}""", "\"1\"")).Status.ShouldBe(200);

        var stale = await Send(rest, HttpMethod.Patch, $"/api/profiles/{name}", """{"validity_seconds":7200}""", "\"1\"");
        using var other = await SignIn(1);
        var version = await other.Get($"/api/profiles/{name}/versions/2");

        stale.Status.ShouldBe(412);
        ((string)stale.Body["code"]!).ShouldBe("stale_version");
        ((string)version.Body["comment"]!).ShouldBe("hourly");
        version.Body["changes"]!.AsArray().ShouldHaveSingleItem()!.ToJsonString().ShouldBe("""{"pointer":"/validity_seconds","before":7776000,"after":3600}""");
        (await other.Get($"/api/profiles/{name}/versions")).Body["items"]!.AsArray().Count.ShouldBe(2);
    }

    [Fact]
    public async Task Profile_ReadChangedAndPutBack_IsTaken()
    {
        using var rest = await SignIn(0);
        await Create(rest, "{}");
        var read = (await rest.Get($"/api/profiles/{name}")).Body.AsObject();
        read["description"] = "Put back";

        var put = await Send(rest, HttpMethod.Put, $"/api/profiles/{name}", read.ToJsonString(), "\"1\"");

        put.Status.ShouldBe(200, put.Body.ToJsonString());
        ((string)put.Body["description"]!).ShouldBe("Put back");
        put.Body["version"]!.GetValue<long>().ShouldBe(2);
    }

    [Theory]
    [InlineData("""{"validity_seconds":"a day"}""", "/validity_seconds")]
    [InlineData("""{"names":{"allowed":["dns","pigeon"]}}""", "/names/allowed/1")]
    [InlineData("""{"nonsense":true}""", "/nonsense")]
    [InlineData("""{"ways_in":["system"]}""", "/ways_in")]
    [InlineData("""{"description":null}""", "/description")]
    public async Task Profile_WithABadField_Is400AndNamesIt(string content, string pointer)
    {
        using var rest = await SignIn(0);
        var body = JsonNode.Parse(content)!.AsObject();
        (body["name"], body["copy_of"]) = (name, "tls-server");

        var refused = await Send(rest, HttpMethod.Post, "/api/profiles", body.ToJsonString());

        refused.Status.ShouldBe(400, refused.Body.ToJsonString());
        refused.Body["errors"]!.AsArray().Select(static part => (string)part!["pointer"]!).ShouldContain(pointer);
        (await rest.Get($"/api/profiles/{name}")).Status.ShouldBe(404);
    }

    [Fact]
    public async Task BuiltInProfile_Changed_IsRefusedAndCopyingIsOffered()
    {
        using var rest = await SignIn(0);

        var refused = await Send(rest, HttpMethod.Patch, "/api/profiles/tls-server", """{"validity_seconds":3600}""");

        refused.Status.ShouldBe(409);
        ((string)refused.Body["detail"]!).ShouldContain("copy it");
    }

    [Fact]
    public async Task Profile_Disabled_IssuesNothingUntilItIsEnabled()
    {
        using var first = await SignIn(0);
        using var second = await SignIn(1);
        await Create(first, "{}");
        (await Eventually.Get(() => Issue(second, name, "a.example.com"), static answer => answer.Status == 201, TimeSpan.FromSeconds(10))).Status.ShouldBe(201);

        (await Send(first, HttpMethod.Post, $"/api/profiles/{name}/disable", "")).Status.ShouldBe(200);
        var refused = await Eventually.Get(() => Issue(second, name, "b.example.com"), static answer => answer.Status != 201, TimeSpan.FromSeconds(10));

        ((string)refused.Body["detail"]!).ShouldContain("disabled");
        (await Send(first, HttpMethod.Post, $"/api/profiles/{name}/enable", "")).Status.ShouldBe(200);
        (await Eventually.Get(() => Issue(second, name, "c.example.com"), static answer => answer.Status == 201, TimeSpan.FromSeconds(10))).Status.ShouldBe(201);
    }

    [Fact]
    public async Task Profile_WithADefaultKey_MakesThatKeyForWhoNamesNone()
    {
        using var rest = await SignIn(0);
        await Create(rest, """{"default_key":"ecdsa-p384"}""");

        var issued = await Eventually.Get(
            () => rest.Issue(new { profile = name, key = new { }, password = "secret of the file", names = new[] { "www.example.com" } }), static answer => answer.Status == 201, TimeSpan.FromSeconds(10));

        (await Text((string)issued.Body["certificate"]!)).ShouldContain("secp384r1");
    }

    /// <summary>A request made by openssl that asks for must-staple and for more than the profile gives.</summary>
    [Fact]
    public async Task RequestedExtensions_AreHonouredRefusedOrNamedInTheAnswer()
    {
        using var first = await SignIn(0);
        using var second = await SignIn(1);
        await Create(first, """{"must_staple_on_request":true}""");
        var csr = await OpenSslRequest("tlsfeature=status_request", "extendedKeyUsage=serverAuth,clientAuth");

        var issued = await Eventually.Get(() => second.Issue(new { profile = name, csr }), static answer => answer.Status == 201, TimeSpan.FromSeconds(10));
        var refused = await second.Issue(new { profile = "tls-server", csr });
        (await Send(first, HttpMethod.Patch, $"/api/profiles/{name}", """{"unmet_extensions":"refuse"}""")).Status.ShouldBe(200);
        var strict = await Eventually.Get(() => second.Issue(new { profile = name, csr }), static answer => answer.Status != 201, TimeSpan.FromSeconds(10));

        (await Text((string)issued.Body["certificate"]!)).ShouldContain("status_request");
        issued.Body["ignored_extensions"]!.ToJsonString().ShouldBe("""["extKeyUsage"]""");
        (await first.Get($"/api/certificates/{issued.Body["id"]}")).Body["ignored_extensions"]!.ToJsonString().ShouldBe("""["extKeyUsage"]""");
        refused.Status.ShouldBe(422, refused.Body.ToJsonString());
        ((string)refused.Body["detail"]!).ShouldContain("must_staple_on_request");
        strict.Status.ShouldBe(422, strict.Body.ToJsonString());
        ((string)strict.Body["detail"]!).ShouldContain("extKeyUsage (2.5.29.37)");
    }

    [Fact]
    public async Task Preview_OfNames_ShowsTheCertificateAndWritesNothing()
    {
        using var rest = await SignIn(0);
        var before = (await rest.Get("/api/certificates?limit=1")).Body.ToJsonString();

        var preview = await Send(rest, HttpMethod.Post, "/api/profiles/tls-server/preview", """{"names":["www.example.com","10.0.0.1"]}""");

        preview.Status.ShouldBe(200, preview.Body.ToJsonString());
        preview.Body["certificate"]!["names"]!.ToJsonString().ShouldBe("""["dns:www.example.com","ip:10.0.0.1"]""");
        preview.Body["certificate"]!["extended_key_usage"]!.ToJsonString().ShouldBe("""["1.3.6.1.5.5.7.3.1"]""");
        preview.Body["findings"]!.AsArray().Select(static finding => (string)finding!["severity"]!).ShouldNotContain("error");
        (await Read(Convert.FromBase64String((string)preview.Body["certificate"]!["tbs"]!), "asn1parse", "-inform", "DER")).ShouldContain("X509v3 Subject Alternative Name");
        (await rest.Get("/api/certificates?limit=1")).Body.ToJsonString().ShouldBe(before);
    }

    private async Task Create(RestClient rest, string content)
    {
        var body = JsonNode.Parse(content)!.AsObject();
        (body["name"], body["copy_of"]) = (name, "tls-server");
        var created = await Send(rest, HttpMethod.Post, "/api/profiles", body.ToJsonString());
        created.Status.ShouldBe(201, created.Body.ToJsonString());
    }

    private static Task<(int Status, JsonNode Body)> Issue(RestClient rest, string profile, string host) =>
        rest.Issue(new { profile, csr = RestClient.Csr(host) });

    private static async Task<(int Status, JsonNode Body, HttpResponseHeaders Headers)> Send(RestClient rest, HttpMethod method, string path, string body, string? etag = null)
    {
        using var request = new HttpRequestMessage(method, path);
        if (body.Length > 0)
        {
            request.Content = new StringContent(body, Encoding.UTF8, "application/json");
        }

        if (etag is not null)
        {
            request.Headers.IfMatch.Add(new EntityTagHeaderValue(etag));
        }

        using var answer = await rest.Http.SendAsync(request, Token);
        return ((int)answer.StatusCode, JsonNode.Parse(await answer.Content.ReadAsStringAsync(Token))!, answer.Headers);
    }

    private static async Task<string> OpenSslRequest(params string[] extensions)
    {
        var folder = Directory.CreateTempSubdirectory("ucm-csr-").FullName;
        try
        {
            string[] asked = ["subjectAltName=DNS:www.example.com", .. extensions];
            var made = await Tool.Run("openssl", [
                "req", "-new", "-newkey", "rsa:2048", "-nodes", "-keyout", Path.Combine(folder, "key.pem"), "-out", Path.Combine(folder, "csr.pem"), "-subj", "/CN=www.example.com",
                .. asked.SelectMany(static extension => (string[])["-addext", extension]),
            ]);
            made.ExitCode.ShouldBe(0, made.All);
            return await File.ReadAllTextAsync(Path.Combine(folder, "csr.pem"), Token);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static Task<string> Text(string pem) => Read(Encoding.ASCII.GetBytes(pem), "x509", "-noout", "-text");

    private static async Task<string> Read(byte[] content, params string[] command)
    {
        var file = Path.GetTempFileName();
        try
        {
            await File.WriteAllBytesAsync(file, content, Token);
            var read = await Tool.Run("openssl", [.. command, "-in", file]);
            read.ExitCode.ShouldBe(0, read.All);
            return read.Output;
        }
        finally
        {
            File.Delete(file);
        }
    }
}
