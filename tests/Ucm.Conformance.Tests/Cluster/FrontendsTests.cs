using System.Text.RegularExpressions;
using Npgsql;
using Shouldly;
using Ucm.TestHosting;

namespace Ucm.Conformance.Tests.Cluster;

/// <summary>Two frontends, one installation: what one does the other knows, and neither has more than it needs.</summary>
[Collection(LocalClusterCollection.Name)]
[Trait("needs", "server")]
public sealed partial class FrontendsTests(LocalCluster cluster)
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Status_AllProcesses_AreReady()
    {
        var status = await cluster.Run("status");

        status.Split('\n', StringSplitOptions.RemoveEmptyEntries).Length.ShouldBe(7);
        status.ShouldNotContain("down");
    }

    [Fact]
    public async Task Certificate_IssuedOnOneFrontend_IsReadOnTheOther()
    {
        using var first = await cluster.SignIn("UCM_FRONTEND1_HTTPS");
        using var second = await cluster.SignIn("UCM_FRONTEND2_HTTPS");

        var (id, serial, _) = await first.IssueFor("shared.example");

        var (status, body) = await second.Get($"/api/certificates/{id}");
        status.ShouldBe(200);
        ((string)body["serial"]!).ShouldBe(serial);
    }

    [Fact]
    public async Task AccessToken_OfOneFrontend_IsGoodOnTheOther()
    {
        using var first = await cluster.SignIn("UCM_FRONTEND1_HTTPS");
        using var other = cluster.Client("UCM_FRONTEND2_HTTPS");
        other.DefaultRequestHeaders.Authorization = first.Http.DefaultRequestHeaders.Authorization;

        (await other.GetAsync("/api/authorities", Token)).StatusCode.ShouldBe(System.Net.HttpStatusCode.OK);
    }

    /// <summary>The form and its antiforgery token from one frontend, sent to the other, and the session's cookie back to the first.</summary>
    [Fact]
    public async Task ConsoleSignIn_AcrossFrontends_OpensASession()
    {
        using var first = cluster.Client("UCM_FRONTEND1_HTTPS");
        using var second = cluster.Client("UCM_FRONTEND2_HTTPS");
        using var form = await first.GetAsync("/login", Token);
        var token = AntiforgeryField().Match(await form.Content.ReadAsStringAsync(Token)).Groups[1].Value;
        using var request = new HttpRequestMessage(HttpMethod.Post, "/login")
        {
            Content = new FormUrlEncodedContent(
            [
                new("_handler", "sign-in"), new("__RequestVerificationToken", token), new("Form.User", "admin"), new("Form.Password", cluster.AdminPassword),
            ]),
        };
        request.Headers.Add("Cookie", Cookies(form));

        using var answer = await second.SendAsync(request, Token);

        ((int)answer.StatusCode).ShouldBe(302, await answer.Content.ReadAsStringAsync(Token));
        using var page = new HttpRequestMessage(HttpMethod.Get, "/");
        page.Headers.Add("Cookie", Cookies(answer));
        ((int)(await first.SendAsync(page, Token)).StatusCode).ShouldBe(200);
    }

    [Theory]
    [InlineData("UCM_HTTPS")]
    [InlineData("UCM_FRONTEND1_HTTPS")]
    public async Task Audit_ThroughTheProxyAndWithoutIt_ShowsTheClientsAddress(string entry)
    {
        var address = $"127.0.{entry.Length}.2";
        using var rest = await Hosting.RestClient.SignIn(cluster.Client(entry, System.Net.IPAddress.Parse(address)), cluster.AdminPassword);

        var (_, audit) = await rest.Get("/api/audit?limit=200");

        audit["items"]!.AsArray().ShouldContain(row => (string?)row!["action"] == "session.open" && (string?)row["address"] == address);
    }

    [Fact]
    public async Task PlainPort_ThroughTheProxy_ServesStatus()
    {
        using var client = new HttpClient { BaseAddress = new Uri(cluster["UCM_HTTP"]) };

        (await client.GetAsync("/crl/issuing.crl", Token)).StatusCode.ShouldBe(System.Net.HttpStatusCode.OK);
        (await client.GetAsync("/health/ready", Token)).StatusCode.ShouldBe(System.Net.HttpStatusCode.NotFound);
    }

    [Fact]
    public async Task SiloPort_ShowsHealthAndMetrics_AndNothingElse()
    {
        var health = new Uri(cluster["UCM_SILO1_HEALTH"]);
        using var client = new HttpClient { BaseAddress = new Uri(health.GetLeftPart(UriPartial.Authority)) };

        foreach (var path in (string[])["/health/live", "/health/ready", "/metrics"])
        {
            ((int)(await client.GetAsync(path, Token)).StatusCode).ShouldBe(200, path);
        }

        foreach (var path in (string[])["/", "/api/certificates", "/acme/directory", "/ocsp", "/login"])
        {
            ((int)(await client.GetAsync(path, Token)).StatusCode).ShouldBe(404, path);
        }
    }

    [Theory]
    [InlineData("certificates")]
    [InlineData("certificate_bytes")]
    [InlineData("keys")]
    [InlineData("grain_state")]
    [InlineData("audit")]
    public async Task FrontendRole_OnTheDatabase_ReadsNoTableOfOurs(string table)
    {
        var fault = await Should.ThrowAsync<PostgresException>(() => PostgresServer.Execute(cluster["UCM_PG_FRONTEND"], $"select 1 from {table}"));

        fault.SqlState.ShouldBe(PostgresErrorCodes.InsufficientPrivilege);
    }

    [Fact]
    public async Task FirstStart_OfThreeSilosAtOnce_MadeOneOfEach()
    {
        (await PostgresServer.Execute(cluster["UCM_PG"], "select count(*) from authorities")).ShouldBe(2L);
        (await PostgresServer.Execute(cluster["UCM_PG"], "select count(*) from audit where action = 'user.create' and target = 'user:admin'")).ShouldBe(1L);
        Directory.EnumerateFiles(cluster.PathOf(""), "initial-admin-password", SearchOption.AllDirectories).ShouldBeEmpty();
    }

    private static string Cookies(HttpResponseMessage answer) => string.Join("; ", answer.Headers.GetValues("Set-Cookie").Select(static cookie => cookie.Split(';')[0]));

    [GeneratedRegex("name=\"__RequestVerificationToken\" value=\"([^\"]+)\"")]
    private static partial Regex AntiforgeryField();
}
