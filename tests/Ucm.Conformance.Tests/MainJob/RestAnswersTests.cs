using System.Net.Http.Headers;
using System.Security.Cryptography;
using System.Text.Json.Nodes;
using Shouldly;
using Ucm.Conformance.Tests.Hosting;

namespace Ucm.Conformance.Tests.MainJob;

/// <summary>What REST answers say, to an outsider who compares them.</summary>
[Trait("needs", "server")]
public sealed class RestAnswersTests(StandaloneServer server) : IClassFixture<StandaloneServer>
{
    [Fact]
    public async Task Issue_GeneratedKeyAgain_IsTheSameCertificateWithoutTheKey()
    {
        using var rest = await RestClient.SignIn(server);
        var key = Guid.NewGuid().ToString();
        object body = new { profile = "tls-client", key = new { algorithm = "ecdsa-p256" }, password = "secret of the file", subject = "CN=Ada" };

        var first = await rest.Issue(body, key);
        var again = await rest.Issue(body, key);
        object different = new { profile = "tls-client", key = new { algorithm = "ecdsa-p384" }, password = "secret of the file", subject = "CN=Ada" };
        var other = await rest.Issue(different, key);

        (first.Status, again.Status, other.Status).ShouldBe((201, 201, 422), again.Body.ToJsonString());
        ((string?)again.Body["certificate"]).ShouldBe((string?)first.Body["certificate"]);
        ((bool?)first.Body["private_key_available"]).ShouldBe(true);
        ((bool?)again.Body["private_key_available"]).ShouldBe(false);
        again.Body["pkcs12"].ShouldBeNull();
        ((string?)again.Body["note"]).ShouldNotBeNullOrEmpty();
        ((string?)other.Body["code"]).ShouldBe("idempotency_mismatch");
    }

    [Fact]
    public async Task Issue_AndGet_HaveTheSameMembers()
    {
        using var rest = await RestClient.SignIn(server);
        var issued = await rest.Issue(new { profile = "tls-server", csr = RestClient.Csr("members.example.test") });

        var read = await rest.Get($"/api/certificates/{(string?)issued.Body["id"]}");

        read.Body.ToJsonString().ShouldBe(issued.Body.ToJsonString());
        using var certificate = System.Security.Cryptography.X509Certificates.X509Certificate2.CreateFromPem((string)read.Body["certificate"]!);
        ((string?)read.Body["fingerprints"]!["sha256"]).ShouldBe(certificate.GetCertHashString(HashAlgorithmName.SHA256).ToLowerInvariant());
        ((string?)read.Body["fingerprints"]!["sha1"]).ShouldBe(certificate.GetCertHashString(HashAlgorithmName.SHA1).ToLowerInvariant());
        ((string?)read.Body["key_sha256"]).ShouldBe(Convert.ToHexStringLower(SHA256.HashData(certificate.PublicKey.ExportSubjectPublicKeyInfo())));
        ((string?)read.Body["key"]!["curve"]).ShouldBe("P-256");
        ((string?)read.Body["issuer"]).ShouldNotBeNull().ShouldContain("CN=");
    }

    [Fact]
    public async Task Search_SerialAndName_AsTheyArePrinted()
    {
        using var rest = await RestClient.SignIn(server);
        var (id, serial, _) = await rest.IssueFor("found.example.test", "also.example.test");
        var colons = "00:" + string.Join(':', serial.ToUpperInvariant().Chunk(2).Select(static pair => new string(pair)));

        string[] queries = [$"serial={colons}", $"serial={serial.ToUpperInvariant()}", $"q={colons}", "q=dns:also", "san=also.example.test", "q=found+also", "name=found.ex"];
        foreach (var query in queries)
        {
            var (status, body) = await rest.Get($"/api/certificates?{query}");

            status.ShouldBe(200, body.ToJsonString());
            body["items"]!.AsArray().Select(static item => (string?)item!["id"]).ShouldBe([id], query);
        }
    }

    [Fact]
    public async Task Suspended_IsAConflictThatNoWaitingMends()
    {
        using var rest = await RestClient.SignIn(server);
        (await rest.Http.PostAsync("/api/authorities/root/suspend", null, TestContext.Current.CancellationToken)).EnsureSuccessStatusCode();

        object body = new { authority = "root", profile = "sub-ca", csr = RestClient.Csr("sub.example.test"), subject = "CN=Sub" };
        using var content = System.Net.Http.Json.JsonContent.Create(body);
        using var answer = await rest.Http.PostAsync("/api/certificates", content, TestContext.Current.CancellationToken);
        (await rest.Http.PostAsync("/api/authorities/root/resume", null, TestContext.Current.CancellationToken)).EnsureSuccessStatusCode();

        var problem = JsonNode.Parse(await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken))!;
        ((int)answer.StatusCode, (string?)problem["code"]).ShouldBe((409, "authority_not_online"), problem.ToJsonString());
        ((string?)problem["detail"]).ShouldNotBeNull().ShouldContain("suspended");
        answer.Headers.RetryAfter.ShouldBeNull();
    }

    [Fact]
    public async Task Problems_OfTheServerItself_HaveACode()
    {
        using var rest = await RestClient.SignIn(server);
        using var huge = new ByteArrayContent(new byte[300 * 1024]);
        huge.Headers.ContentType = new MediaTypeHeaderValue("application/json");

        (await Problem(rest, HttpMethod.Get, "/api/no/such/path", null)).ShouldBe((404, "not_found"));
        (await Problem(rest, HttpMethod.Post, "/api/no/such/path", null)).ShouldBe((404, "not_found"));
        (await Problem(rest, HttpMethod.Patch, "/api/stats", null)).ShouldBe((405, "method_not_allowed"));
        (await Problem(rest, HttpMethod.Patch, "/api/certificates/issuing.01/revoke", null)).ShouldBe((405, "method_not_allowed"));
        (await Problem(rest, HttpMethod.Post, "/api/certificates", huge)).ShouldBe((413, "payload_too_large"));
        (await Problem(rest, HttpMethod.Post, "/api/certificates", new StringContent("x"))).ShouldBe((415, "unsupported_media_type"));
    }

    [Fact]
    public async Task Revoke_WithoutABody_IsUnspecified_AndOcspSettingsSayWhatIsInForce()
    {
        using var rest = await RestClient.SignIn(server);
        var (id, _, _) = await rest.IssueFor("bare.example.test");

        var revoked = await rest.Http.PostAsync($"/api/certificates/{id}/revoke", null, TestContext.Current.CancellationToken);
        var settings = await rest.Get("/api/authorities/issuing/ocsp");

        revoked.StatusCode.ShouldBe(System.Net.HttpStatusCode.OK);
        (await revoked.Content.ReadAsStringAsync(TestContext.Current.CancellationToken)).ShouldContain("\"unspecified\"");
        settings.Body.ToJsonString().ShouldBe("""{"in_force":{"extended_revoke":false,"archive_cutoff_seconds":0}}""");
    }

    private static async Task<(int Status, string? Code)> Problem(RestClient rest, HttpMethod method, string path, HttpContent? content)
    {
        using var request = new HttpRequestMessage(method, path) { Content = content };
        using var answer = await rest.Http.SendAsync(request, TestContext.Current.CancellationToken);
        return ((int)answer.StatusCode, (string?)JsonNode.Parse(await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken))!["code"]);
    }
}
