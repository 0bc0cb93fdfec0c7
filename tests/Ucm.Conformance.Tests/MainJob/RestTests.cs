using Shouldly;
using Ucm.Conformance.Tests.Hosting;

namespace Ucm.Conformance.Tests.MainJob;

/// <summary>REST issuance as an outsider uses it.</summary>
[Trait("needs", "server")]
public sealed class RestTests(StandaloneServer server) : IClassFixture<StandaloneServer>
{
    [Fact]
    public async Task Issue_SameIdempotencyKey_IsTheSameCertificate_OtherContentIsRefused()
    {
        using var rest = await RestClient.SignIn(server);
        var csr = RestClient.Csr("idem.example.test");
        var key = Guid.NewGuid().ToString();

        var answers = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => rest.Issue(new { profile = "tls-server", csr }, key)));
        var other = await rest.Issue(new { profile = "tls-server", csr = RestClient.Csr("other.example.test") }, key);

        answers.Select(static answer => (string)answer.Body["certificate"]!).Distinct().ShouldHaveSingleItem();
        other.Status.ShouldBe(422, other.Body.ToJsonString());
    }

    [Fact]
    public async Task Issue_WithAGeneratedKey_GivesAPkcs12ThatOpenSslReads()
    {
        using var rest = await RestClient.SignIn(server);

        var (status, body) = await rest.Issue(new { profile = "tls-client", key = new { algorithm = "ecdsa-p256" }, password = "secret of the file", subject = "CN=Ada Lovelace", names = new[] { "email:ada@example.test" } });

        status.ShouldBe(201, body.ToJsonString());
        var file = Path.GetTempFileName();
        await File.WriteAllBytesAsync(file, Convert.FromBase64String((string)body["pkcs12"]!), TestContext.Current.CancellationToken);
        var read = await Tool.Run("openssl", ["pkcs12", "-in", file, "-passin", "pass:secret of the file", "-nodes"]);
        File.Delete(file);
        read.ExitCode.ShouldBe(0, read.All);
        read.Output.ShouldContain("BEGIN PRIVATE KEY");
        read.Output.ShouldContain("Ada Lovelace");
    }

    [Fact]
    public async Task List_MoreThanOnePage_HoldsTheFilterOnEveryPage()
    {
        using var rest = await RestClient.SignIn(server);
        for (var index = 0; index < 25; index++)
        {
            await rest.IssueFor($"page-{index}.example.test");
        }

        var seen = new HashSet<string>();
        string? cursor = null;
        do
        {
            var (status, body) = await rest.Get($"/api/certificates?limit=10&q=page-{(cursor is null ? "" : $"&cursor={Uri.EscapeDataString(cursor)}")}");
            status.ShouldBe(200, body.ToJsonString());
            foreach (var item in body["items"]!.AsArray())
            {
                ((string)item!["subject"]!).ShouldContain("page-");
                seen.Add((string)item["id"]!);
            }

            cursor = (string?)body["next"];
        }
        while (cursor is not null);

        seen.Count.ShouldBe(25);
    }

    [Fact]
    public async Task Hold_CanBeReleased_RevocationCannot()
    {
        using var rest = await RestClient.SignIn(server);
        var (id, _, _) = await rest.IssueFor("hold.example.test");

        (await rest.Revoke(id, "certificateHold")).Status.ShouldBe(200);
        (await rest.Http.PostAsync($"/api/certificates/{id}/release", null, TestContext.Current.CancellationToken)).StatusCode.ShouldBe(System.Net.HttpStatusCode.OK);
        (await rest.Revoke(id, "superseded")).Status.ShouldBe(200);
        (await rest.Http.PostAsync($"/api/certificates/{id}/release", null, TestContext.Current.CancellationToken)).StatusCode.ShouldBe(System.Net.HttpStatusCode.Conflict);
        (await rest.Revoke(id, "superseded")).Status.ShouldBe(409);
    }

    [Theory]
    [InlineData("pem", "-----BEGIN CERTIFICATE-----")]
    [InlineData("der", null)]
    public async Task Export_GivesTheCertificate(string format, string? start)
    {
        using var rest = await RestClient.SignIn(server);
        var (id, _, certificate) = await rest.IssueFor("export.example.test");

        var bytes = await rest.Http.GetByteArrayAsync($"/api/certificates/{id}/export?format={format}", TestContext.Current.CancellationToken);

        if (start is null)
        {
            Convert.ToBase64String(bytes).ShouldBe(certificate.Replace("-----BEGIN CERTIFICATE-----", "").Replace("-----END CERTIFICATE-----", "").Replace("\n", "").Trim());
        }
        else
        {
            System.Text.Encoding.ASCII.GetString(bytes).ShouldStartWith(start);
        }
    }

    [Fact]
    public async Task Catalogue_NamesTheBootstrapAuthoritiesAndBuiltInProfiles()
    {
        using var rest = await RestClient.SignIn(server);

        var authorities = (await rest.Get("/api/authorities")).Body.ToJsonString();
        var profiles = (await rest.Get("/api/profiles")).Body.ToJsonString();

        authorities.ShouldContain("\"root\"");
        authorities.ShouldContain("\"issuing\"");
        foreach (var profile in (string[])["tls-server", "tls-server-short", "tls-client", "email", "code-signing", "vpn-server", "vpn-client", "timestamping", "ocsp-signing", "sub-ca"])
        {
            profiles.ShouldContain($"\"{profile}\"");
        }
    }

    [Fact]
    public async Task Login_WrongPassword_IsTheSameAnswerAsUnknownUser()
    {
        using var http = server.CreateClient();

        var wrong = await http.PostAsync("/api/auth/login", Json("""{"username":"admin","password":"wrong wrong wrong"}"""), TestContext.Current.CancellationToken);
        var unknown = await http.PostAsync("/api/auth/login", Json("""{"username":"nobody","password":"wrong wrong wrong"}"""), TestContext.Current.CancellationToken);

        wrong.StatusCode.ShouldBe(System.Net.HttpStatusCode.Unauthorized);
        unknown.StatusCode.ShouldBe(System.Net.HttpStatusCode.Unauthorized);
        (await Detail(wrong)).ShouldBe(await Detail(unknown));
    }

    private static StringContent Json(string text) => new(text, System.Text.Encoding.UTF8, "application/json");

    private static async Task<string?> Detail(HttpResponseMessage answer) =>
        (string?)System.Text.Json.Nodes.JsonNode.Parse(await answer.Content.ReadAsStringAsync())!["detail"];
}
