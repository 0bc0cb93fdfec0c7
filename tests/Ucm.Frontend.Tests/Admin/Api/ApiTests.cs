using System.Net;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using NSubstitute;
using Shouldly;
using Ucm.Grains.Interfaces.Certificates;
using Ucm.Grains.Interfaces.Identity;
using Ucm.Grains.Interfaces.Objects;
using Ucm.Grains.Interfaces.Outcomes;

namespace Ucm.Frontend.Tests.Admin.Api;

public sealed class ApiTests : IAsyncDisposable
{
    private readonly ApiHost _host = new();

    private static CancellationToken None => TestContext.Current.CancellationToken;

    public ValueTask DisposeAsync() => _host.DisposeAsync();

    [Fact]
    public async Task Get_GoodToken_Answers()
    {
        await _host.InitializeAsync();
        var web = new AdministeredObject(new ObjectKey("profile", "web"), 3, ObjectStatus.Enabled, """{"description":"Web"}""", BuiltIn: false, null, null);
        var catalog = Substitute.For<IObjectCatalogGrain>();
        catalog.List(Arg.Is<ListObjectsQuery>(static query => query.Kind == "profile"), Arg.Any<CancellationToken>()).Returns(new ObjectPage([web], "web"));
        _host.Grains.GetGrain<IObjectCatalogGrain>(0, null).Returns(catalog);

        using var answer = await _host.Client.GetAsync("/api/profiles?limit=1", None);

        answer.StatusCode.ShouldBe(HttpStatusCode.OK);
        (await Json(answer)).GetRawText().ShouldBe(
            """{"items":[{"name":"web","description":"Web","version":3,"status":"enabled","built_in":false}],"next":"web"}""");
    }

    [Fact]
    public async Task Get_TokenOfAnotherAlgorithm_IsRefused()
    {
        await _host.InitializeAsync();
        using var rsa = RSA.Create(2048);
        string[] tokens =
        [
            _host.Token("none", static _ => []),
            _host.Token("HS256", data => HMACSHA256.HashData(_host.PublicKey, data)),
            _host.Token("RS256", data => rsa.SignData(data, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1)),
            _host.Token(sign: static _ => new byte[64]),
            _host.Token(audience: "https://elsewhere.example"),
        ];

        foreach (var token in tokens)
        {
            using var answer = await _host.Get("/api/profiles", token);

            answer.StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
            answer.Headers.WwwAuthenticate.ToString().ShouldContain("invalid_token");
        }
    }

    [Fact]
    public async Task Get_SessionEnded_IsRefused()
    {
        await _host.InitializeAsync();
        _host.Session.Check(Arg.Any<bool>(), Arg.Any<CancellationToken>())
            .Returns((Outcome<SessionView>)new Refusal(RefusalCode.Unauthenticated, "The session has ended."));

        using var answer = await _host.Client.GetAsync("/api/profiles", None);

        answer.StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
    }

    [Fact]
    public async Task Get_SessionCannotBeAsked_IsUnavailable()
    {
        await _host.InitializeAsync();
        _host.Session.Check(Arg.Any<bool>(), Arg.Any<CancellationToken>()).Returns<Outcome<SessionView>>(_ => throw new TimeoutException());

        using var answer = await _host.Client.GetAsync("/api/profiles", None);

        answer.StatusCode.ShouldBe(HttpStatusCode.ServiceUnavailable);
        answer.Headers.RetryAfter.ShouldNotBeNull();
    }

    [Fact]
    public async Task Get_WithoutThePermission_IsForbidden()
    {
        await _host.InitializeAsync();
        _host.Live(Permission.ProfilesRead);

        using var answer = await _host.Client.GetAsync("/api/audit", None);

        answer.StatusCode.ShouldBe(HttpStatusCode.Forbidden);
        (await Json(answer)).GetProperty("code").GetString().ShouldBe("forbidden");
    }

    [Theory]
    [InlineData("""{"username":"a","password":"b","pasword":"c"}""", "Unknown property 'pasword'.")]
    [InlineData("""{"username":"a"}""", "Missing: 'password'.")]
    [InlineData("""{"username":"a","username":"b","password":"c"}""", "The property 'username' occurs twice.")]
    [InlineData("""{"username":1,"password":"c"}""", "The value of 'username' is not of the right kind: it must be a string.")]
    [InlineData("""{"username":null,"password":"c"}""", "'username' must not be null.")]
    [InlineData("{", "The body is not valid JSON (line 1, octet 2): it ends too early")]
    [InlineData("", "The body is not valid JSON (line 1, octet 1): it is empty.")]
    [InlineData("""{"username":"a","password":"c""", "The body is not valid JSON (line 1, octet 30, in 'password'): it ends too early")]
    [InlineData("{\"username\":\"a\",\n\"password\":\"b\nc\"}", "The body is not valid JSON (line 2, octet 14, in 'password'): a line break")]
    [InlineData("""{"username":"a","password":"c",}""", "The body is not valid JSON (line 1, octet 32): there is a comma")]
    [InlineData("[1,2]", "The body must be a JSON object.")]
    [InlineData("null", "The body must be a JSON object.")]
    [InlineData("\"a\"", "The body must be a JSON object.")]
    public async Task Post_BadBody_SaysWhatIsWrongWithoutTypeNames(string body, string expected)
    {
        await _host.InitializeAsync();
        using var content = new StringContent(body, Encoding.UTF8, "application/json");

        using var answer = await _host.Client.PostAsync("/api/auth/login", content, None);

        answer.StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        (await Json(answer)).GetProperty("detail").GetString().ShouldNotBeNull().ShouldStartWith(expected);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Post_Utf16_IsSaidToBeThat(bool declared)
    {
        await _host.InitializeAsync();
        using var content = new ByteArrayContent([.. Encoding.Unicode.Preamble, .. Encoding.Unicode.GetBytes("""{"username":"a","password":"b"}""")]);
        content.Headers.ContentType = new("application/json") { CharSet = declared ? "utf-16" : null };

        using var answer = await _host.Client.PostAsync("/api/auth/login", content, None);

        answer.StatusCode.ShouldBe(declared ? HttpStatusCode.UnsupportedMediaType : HttpStatusCode.BadRequest);
        (await Json(answer)).GetProperty("detail").GetString().ShouldNotBeNull().ShouldContain("UTF-8");
    }

    /// <summary>A byte order mark is no mistake of the person who has it in a file.</summary>
    [Fact]
    public async Task Post_ByteOrderMark_IsRead()
    {
        await _host.InitializeAsync();
        using var content = new ByteArrayContent([.. Encoding.UTF8.Preamble, .. "{\"username\":null}"u8]);
        content.Headers.ContentType = new("application/json");

        using var answer = await _host.Client.PostAsync("/api/auth/login", content, None);

        (await Json(answer)).GetProperty("detail").GetString().ShouldBe("'username' must not be null.");
    }

    [Fact]
    public async Task Post_NotJson_IsUnsupported()
    {
        await _host.InitializeAsync();
        using var content = new StringContent("username=a", Encoding.UTF8, "application/x-www-form-urlencoded");

        using var answer = await _host.Client.PostAsync("/api/auth/login", content, None);

        answer.StatusCode.ShouldBe(HttpStatusCode.UnsupportedMediaType);
        answer.Content.Headers.ContentType!.MediaType.ShouldBe("application/problem+json");
    }

    [Fact]
    public async Task List_Filters_ReachTheSearchOnEveryPage()
    {
        await _host.InitializeAsync();
        _host.Search.ListCertificates(Arg.Any<CertificateQuery>(), Arg.Any<Caller>(), Arg.Any<CancellationToken>())
            .Returns((Outcome<CertificatePage>)new CertificatePage([], "c2"));

        using var answer = await _host.Client.GetAsync("/api/certificates?limit=500&cursor=c1&status=revoked&q=web&authority=issuing&profile=tls-server", None);

        (await Json(answer)).GetProperty("next").GetString().ShouldBe("c2");
        await _host.Search.Received().ListCertificates(
            Arg.Is<CertificateQuery>(query => query.Take == 500 && query.Cursor == "c1" && query.Status == CertificateStatus.Revoked
                && query.Text == "web" && query.Profile == "tls-server" && query.Authority!.Value.Value == "issuing"),
            Arg.Is<Caller>(caller => caller.Name == "ann"),
            Arg.Any<CancellationToken>());
    }

    [Theory]
    [InlineData("?limit=0")]
    [InlineData("?limit=501")]
    [InlineData("?status=broken")]
    [InlineData("?expires_before=soon")]
    [InlineData("?expiresbefore=2030-01-01")]
    public async Task List_BadParameter_IsRefused(string query)
    {
        await _host.InitializeAsync();

        using var answer = await _host.Client.GetAsync($"/api/certificates{query}", None);

        answer.StatusCode.ShouldBe(HttpStatusCode.BadRequest);
    }

    [Fact]
    public async Task OpenApi_Document_DescribesRequestsAnswersAndSecurity()
    {
        await _host.InitializeAsync();

        using var answer = await _host.Client.GetAsync("/openapi/v1.json", None);

        var document = await Json(answer);
        var issue = document.GetProperty("paths").GetProperty("/api/certificates").GetProperty("post");
        issue.GetProperty("security").GetArrayLength().ShouldBe(1);
        issue.GetProperty("responses").TryGetProperty("422", out _).ShouldBeTrue();
        document.GetProperty("components").GetProperty("schemas").GetProperty("TokenAnswer").GetProperty("properties").TryGetProperty("access_token", out _).ShouldBeTrue();
    }

    private static async Task<JsonElement> Json(HttpResponseMessage answer) => JsonElement.Parse(await answer.Content.ReadAsStringAsync(None));
}
