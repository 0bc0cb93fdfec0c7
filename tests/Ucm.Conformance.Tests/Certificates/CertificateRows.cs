using System.Collections.Concurrent;
using System.Globalization;
using System.Net.Http.Headers;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text.Json.Nodes;
using Shouldly;
using Ucm.Conformance.Tests.Hosting;

namespace Ucm.Conformance.Tests.Certificates;

/// <summary>Certificates as an operator looks after them: changed at one entry, seen at another.</summary>
public abstract class CertificateRows
{
    // Each sign-in costs a slow hash; the administrator's session is the same for all rows of a class.
    private static readonly ConcurrentDictionary<Type, string> AdminTokens = new();

    private readonly string domain = $"d{Guid.NewGuid():n}.example.test";

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    /// <summary>An entry that nobody has signed in at.</summary>
    private protected abstract HttpClient Open(int entry);

    private protected abstract string AdminPassword { get; }

    [Fact]
    public async Task Find_ByKeyFingerprintLabelAndEndOfName_FindsAndCountsIt()
    {
        using var rest = await SignIn(0);
        using var other = await SignIn(1);
        var team = Guid.NewGuid().ToString("n");
        var (status, made) = await rest.Issue(new { csr = RestClient.Csr($"a.{domain}"), labels = new Dictionary<string, string> { ["team"] = team }, owner = "Ann" });
        await rest.IssueFor($"b.{domain}");
        using var certificate = X509Certificate2.CreateFromPem((string)made["certificate"]!);
        var key = Convert.ToHexStringLower(SHA256.HashData(certificate.PublicKey.ExportSubjectPublicKeyInfo()));
        var colons = string.Join(':', Convert.ToHexString(certificate.GetCertHash(HashAlgorithmName.SHA256)).Chunk(2).Select(static pair => new string(pair)));

        status.ShouldBe(201, made.ToJsonString());
        made["labels"]!.ToJsonString().ShouldBe($$"""{"team":"{{team}}"}""");
        foreach (var query in (string[])
            [$"key_sha256={key}", $"fingerprint={colons}", $"fingerprint={Convert.ToHexString(certificate.GetCertHash())}", $"label=team%3D{team}", $"label=team&name_suffix={domain}",
                $"owner=Ann&name_suffix={domain}", $"channel=rest&name_suffix=a.{domain}"])
        {
            var (_, list) = await other.Get($"/api/certificates?{query}");
            list["items"]!.AsArray().Select(static item => (string?)item!["id"]).ShouldBe([(string?)made["id"]], query);
            (await other.Get($"/api/certificates/count?{query}")).Body.ToJsonString().ShouldBe("""{"count":1,"exact":true}""", query);
        }

        (await other.Get($"/api/certificates/count?name_suffix=.{domain}")).Body["count"]!.GetValue<int>().ShouldBe(2);
        (await other.Get($"/api/certificates/count?channel=acme&name_suffix=.{domain}")).Body["count"]!.GetValue<int>().ShouldBe(0);
    }

    [Theory]
    [InlineData("key_sha256=abcd", "64 hex digits")]
    [InlineData("fingerprint=zz", "a fingerprint of 64 (SHA-256) or 40 (SHA-1) hex digits")]
    [InlineData("label=%3Dweb", "a label such as team or team=web")]
    [InlineData("channel=fax", "one of rest, console, acme")]
    [InlineData("limit=5", "Unknown parameter 'limit'")]
    public async Task Count_BadFilter_NamesItAndWhatWouldBeRight(string query, string detail)
    {
        using var rest = await SignIn(0);

        var (status, body) = await rest.Get($"/api/certificates/count?{query}");

        status.ShouldBe(400);
        ((string)body["detail"]!).ShouldContain(detail);
    }

    [Fact]
    public async Task Annotate_MergePatch_ChangesWhatItNamesAndIsAudited()
    {
        using var rest = await SignIn(0);
        using var other = await SignIn(1);
        var (id, _, certificate) = await rest.IssueFor($"note.{domain}");

        var first = await Patch(rest, id, """{"labels":{"team":"web","env":"prod"},"owner":"Ann","notes":"two\nlines"}""", null);
        var second = await Patch(other, id, """{"labels":{"env":null,"tier":"1"},"notes":null}""", first.ETag);
        var stale = await Patch(rest, id, """{"owner":"Bob"}""", first.ETag);
        var (_, seen) = await rest.Get($"/api/certificates/{id}");

        (first.Status, second.Status, stale.Status).ShouldBe((200, 200, 412));
        ((string)stale.Body["code"]!).ShouldBe("stale_version");
        seen["labels"]!.ToJsonString().ShouldBe("""{"team":"web","tier":"1"}""");
        (((string?)seen["owner"]), (string?)seen["notes"], (string?)seen["certificate"]).ShouldBe(("Ann", null, certificate));
        (await other.Get($"/api/certificates/count?label=env&name=note.{domain}")).Body["count"]!.GetValue<int>().ShouldBe(0);
        var audit = (await rest.Get("/api/audit?limit=20")).Body["items"]!.AsArray()
            .First(row => (string?)row!["action"] == "certificate.edit" && (string?)row["target"] == $"certificate:{id}")!;
        audit.ToJsonString().ShouldContain("before");
        audit.ToJsonString().ShouldContain("tier");
    }

    [Theory]
    [InlineData("""{"labels":{"te am":"x"}}""", "/labels")]
    [InlineData("""{"labels":{"a/b":7}}""", "/labels/a~1b")]
    [InlineData("""{"owner":["x"]}""", "/owner")]
    [InlineData("""{"notes":"\u0007"}""", "/notes")]
    [InlineData("""{"status":"valid"}""", "/status")]
    public async Task Annotate_BadMember_IsNamedAndNothingIsChanged(string patch, string pointer)
    {
        using var rest = await SignIn(0);
        var (id, _, _) = await rest.IssueFor($"bad.{domain}");

        var answer = await Patch(rest, id, patch, null);

        answer.Status.ShouldBe(400, answer.Body.ToJsonString());
        ((string)answer.Body["errors"]![0]!["pointer"]!).ShouldBe(pointer);
        (await Patch(rest, id, "{}", null)).ETag.ShouldBe("\"0\"");
    }

    [Fact]
    public async Task Renew_WithACsr_IsOneCertificateWithTheSameNames()
    {
        using var rest = await SignIn(0);
        using var other = await SignIn(1);
        var (status, old) = await rest.Issue(new { profile = "tls-server", csr = RestClient.Csr($"a.{domain}", $"b.{domain}"), labels = new Dictionary<string, string> { ["team"] = "web" }, owner = "Ann" });
        var id = (string)old["id"]!;
        var csr = RestClient.Csr($"b.{domain}", $"a.{domain}");
        var key = Guid.NewGuid().ToString();

        var renewed = await Renew(rest, id, new JsonObject { ["csr"] = csr }, key);
        var again = await Renew(other, id, new JsonObject { ["csr"] = csr }, key);
        var mismatch = await Renew(rest, id, new JsonObject { ["csr"] = RestClient.Csr($"a.{domain}", $"b.{domain}") }, key);
        var differ = await Renew(rest, id, new JsonObject { ["csr"] = RestClient.Csr($"a.{domain}", $"c.{domain}") });

        (status, renewed.Status, again.Status, mismatch.Status, differ.Status).ShouldBe((201, 201, 201, 422, 422), renewed.Body.ToJsonString());
        ((string?)again.Body["id"]).ShouldBe((string?)renewed.Body["id"]);
        ((string)differ.Body["detail"]!).ShouldContain($"c.{domain}");
        ((string?)renewed.Body["renews"], (string?)renewed.Body["owner"]).ShouldBe((id, "Ann"));
        renewed.Body["names"]!.ToJsonString().ShouldBe(old["names"]!.ToJsonString());
        renewed.Body["labels"]!.ToJsonString().ShouldBe("""{"team":"web"}""");
        var (_, seen) = await other.Get($"/api/certificates/{id}");
        ((string?)seen["renewed_by"], (string?)seen["status"]).ShouldBe(((string?)renewed.Body["id"], "valid"));
    }

    [Fact]
    public async Task Renew_WithAGeneratedKey_GivesAKeyThatOpenSslReads()
    {
        using var rest = await SignIn(0);
        var (id, _, _) = await rest.IssueFor($"key.{domain}");

        var (status, body) = await Renew(rest, id, new JsonObject { ["key"] = new JsonObject(), ["password"] = "secret of the file", ["format"] = "pem" });

        status.ShouldBe(201, body.ToJsonString());
        using var folder = new TemporaryFolder();
        await File.WriteAllTextAsync(folder.File("key.pem"), (string)body["private_key"]!, Token);
        await File.WriteAllTextAsync(folder.File("certificate.pem"), (string)body["certificate"]!, Token);
        var ofKey = await Tool.Run("openssl", ["pkey", "-in", folder.File("key.pem"), "-passin", "pass:secret of the file", "-pubout"]);
        var ofCertificate = await Tool.Run("openssl", ["x509", "-in", folder.File("certificate.pem"), "-noout", "-pubkey"]);
        ofKey.Output.ShouldBe(ofCertificate.Output, ofKey.All);
        (await Renew(rest, id, new JsonObject { ["authority"] = "no-such", ["key"] = new JsonObject(), ["password"] = "secret of the file" })).Status.ShouldBe(404);
        (await Renew(rest, id, new JsonObject { ["authority"] = "root", ["key"] = new JsonObject(), ["password"] = "secret of the file" })).Status.ShouldBe(422);
        (await Renew(rest, id, new JsonObject { ["format"] = "pem", ["csr"] = RestClient.Csr($"key.{domain}") })).Status.ShouldBe(400);
    }

    [Fact]
    public async Task Revoke_AgainForKeyCompromise_CorrectsTheReasonAndKeepsTheTime()
    {
        using var rest = await SignIn(0);
        using var other = await SignIn(1);
        var (id, serial, _) = await rest.IssueFor($"revoke.{domain}");

        var held = await rest.Send(HttpMethod.Post, $"/api/certificates/{id}/hold");
        var released = await other.Send(HttpMethod.Post, $"/api/certificates/{id}/release");
        var first = await rest.Send(HttpMethod.Post, $"/api/certificates/{id}/revoke", """{"reason":"superseded"}""");
        var corrected = await other.Send(HttpMethod.Post, $"/api/certificates/{id}/revoke", """{"reason":"keyCompromise"}""");
        var back = await rest.Send(HttpMethod.Post, $"/api/certificates/{id}/revoke", """{"reason":"superseded"}""");

        ((string?)held.Body["status"], (string?)released.Body["status"]).ShouldBe(("on_hold", "valid"), held.Body.ToJsonString());
        (first.Status, corrected.Status, back.Status).ShouldBe((200, 200, 409), corrected.Body.ToJsonString());
        ((string?)corrected.Body["revoked_at"], (string?)corrected.Body["reason"]).ShouldBe(((string?)first.Body["revoked_at"], "keyCompromise"));
        var (_, seen) = await rest.Get($"/api/certificates/{id}");
        ((string?)seen["revocation"]!["reason"], (string?)seen["revocation"]!["revoked_at"]).ShouldBe(("keyCompromise", (string?)first.Body["revoked_at"]));
        await CheckCorrected(rest, serial);
    }

    [Fact]
    public async Task Limits_OfAToken_HoldForEverySearchAndChange()
    {
        using var rest = await SignIn(0);
        var (id, _, _) = await rest.IssueFor($"hidden.{domain}");
        var expires = DateTimeOffset.UtcNow.AddDays(1).ToString("O", CultureInfo.InvariantCulture);
        var made = await rest.Send(HttpMethod.Post, "/api/tokens", $$"""
            {"name":"{{domain[..12]}}","expires_at":"{{expires}}","grants":[{"permission":"certificates:read","profiles":["tls-client"]},
             {"permission":"certificates:edit","profiles":["tls-client"]},{"permission":"certificates:issue"}]}
            """);
        made.Status.ShouldBe(201, made.Body.ToJsonString());
        using var script = WithToken(1, (string)made.Body["token"]!);

        (await script.Get($"/api/certificates/count?name_suffix={domain}")).Body["count"]!.GetValue<int>().ShouldBe(0);
        (await script.Http.GetStringAsync($"/api/certificates.jsonl?name_suffix={domain}", Token)).ShouldBeEmpty();
        (await Patch(script, id, """{"owner":"me"}""", null)).Status.ShouldBe(404);
        (await Renew(script, id, new JsonObject { ["csr"] = RestClient.Csr($"hidden.{domain}") })).Status.ShouldBe(404);
        (await script.Get($"/api/certificates/{id}/export")).Status.ShouldBe(404);
        (await script.Send(HttpMethod.Post, $"/api/certificates/{id}/hold")).Status.ShouldBe(403);
    }

    /// <summary>Whether the CRL has the corrected reason, where this installation's can be read.</summary>
    private protected virtual Task CheckCorrected(RestClient rest, string serial) => Task.CompletedTask;

    private protected async Task<RestClient> SignIn(int entry)
    {
        if (!AdminTokens.TryGetValue(GetType(), out var token))
        {
            using var admin = await RestClient.SignIn(Open(entry), AdminPassword);
            token = AdminTokens[GetType()] = admin.Http.DefaultRequestHeaders.Authorization!.Parameter!;
        }

        return WithToken(entry, token);
    }

    private static async Task<(int Status, JsonNode Body, string? ETag)> Patch(RestClient rest, string id, string patch, string? ifMatch)
    {
        using var request = new HttpRequestMessage(HttpMethod.Patch, $"/api/certificates/{id}") { Content = new StringContent(patch, System.Text.Encoding.UTF8, "application/merge-patch+json") };
        if (ifMatch is not null)
        {
            request.Headers.TryAddWithoutValidation("If-Match", ifMatch);
        }

        using var answer = await rest.Http.SendAsync(request, Token);
        return ((int)answer.StatusCode, JsonNode.Parse(await answer.Content.ReadAsStringAsync(Token))!, answer.Headers.ETag?.ToString());
    }

    private static async Task<(int Status, JsonNode Body)> Renew(RestClient rest, string id, JsonObject body, string? key = null)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, $"/api/certificates/{id}/renew") { Content = new StringContent(body.ToJsonString(), System.Text.Encoding.UTF8, "application/json") };
        if (key is not null)
        {
            request.Headers.Add("Idempotency-Key", key);
        }

        using var answer = await rest.Http.SendAsync(request, Token);
        return ((int)answer.StatusCode, JsonNode.Parse(await answer.Content.ReadAsStringAsync(Token))!);
    }

    private RestClient WithToken(int entry, string token)
    {
        var http = Open(entry);
        http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", token);
        return new RestClient(http);
    }
}
