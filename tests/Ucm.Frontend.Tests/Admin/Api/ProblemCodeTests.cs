using System.Net;
using System.Text.Json;
using NSubstitute;
using Shouldly;
using Ucm.Grains.Interfaces.Certificates;
using Ucm.Grains.Interfaces.Identity;
using Ucm.Grains.Interfaces.Outcomes;

namespace Ucm.Frontend.Tests.Admin.Api;

/// <summary>Whatever goes wrong under /api is a problem (RFC 9457) with a code.</summary>
public sealed class ProblemCodeTests : IAsyncLifetime
{
    private readonly ApiHost _host = new();

    private static CancellationToken None => TestContext.Current.CancellationToken;

    public ValueTask InitializeAsync() => _host.InitializeAsync();

    public ValueTask DisposeAsync() => _host.DisposeAsync();

    [Theory]
    [InlineData("GET", "/api/nothing", null, 404, "not_found")]
    [InlineData("GET", "/api", null, 404, "not_found")]
    [InlineData("GET", "/api/certificates/issuing.zz", null, 404, "not_found")]
    [InlineData("GET", "/api/profiles/web/versions/abc", null, 404, "not_found")]
    [InlineData("DELETE", "/api/stats", null, 405, "method_not_allowed")]
    [InlineData("HEAD", "/api/auth/login", null, 405, null)]
    [InlineData("POST", "/api/certificates", "text/plain", 415, "unsupported_media_type")]
    [InlineData("POST", "/api/certificates", "application/json; charset=utf-16", 415, "unsupported_media_type")]
    [InlineData("PUT", "/api/profiles/web", "text/xml", 415, "unsupported_media_type")]
    [InlineData("POST", "/api/auth/login", "application/json", 400, "malformed")]
    [InlineData("GET", "/api/certificates?limit=x", null, 400, "malformed")]
    public async Task Request_Wrong_IsAProblemWithItsCode(string method, string path, string? type, int status, string? code)
    {
        using var request = new HttpRequestMessage(new HttpMethod(method), path);
        if (type is not null)
        {
            request.Content = new ByteArrayContent("{}"u8.ToArray());
            request.Content.Headers.TryAddWithoutValidation("Content-Type", type);
        }

        using var answer = await _host.Client.SendAsync(request, None);

        await IsProblem(answer, status, code);
    }

    [Fact]
    public async Task Request_WithoutToken_Unauthenticated()
    {
        _host.Client.DefaultRequestHeaders.Authorization = null;

        using var answer = await _host.Client.GetAsync("/api/certificates?nonsense=1", None);
        using var download = await _host.Client.GetAsync("/api/certificates/issuing.01/export", None);

        await IsProblem(answer, 401, "unauthenticated");
        await IsProblem(download, 401, "unauthenticated");
    }

    [Fact]
    public async Task Request_WithoutPermission_Forbidden()
    {
        _host.Live(Permission.AuditRead);

        using var answer = await _host.Client.GetAsync("/api/certificates", None);
        using var download = await _host.Client.GetAsync("/api/certificates/issuing.01/export", None);

        await IsProblem(answer, 403, "forbidden");
        await IsProblem(download, 403, "forbidden");
    }

    [Fact]
    public async Task Request_Fault_InternalErrorWithoutDetail()
    {
        _host.Search.CountCertificates(Arg.Any<Caller>(), Arg.Any<CancellationToken>()).Returns<Outcome<CertificateCounts>>(static _ => throw new InvalidOperationException("secret"));

        using var answer = await _host.Client.GetAsync("/api/stats", None);

        (await answer.Content.ReadAsStringAsync(None)).ShouldNotContain("secret");
        await IsProblem(answer, 500, "internal_error");
    }

    [Theory]
    [InlineData(RefusalCode.AuthorityNotOnline, 409, "authority_not_online")]
    [InlineData(RefusalCode.AuthorityUnavailable, 503, "authority_unavailable")]
    [InlineData(RefusalCode.RateLimited, 429, "rate_limited")]
    public async Task Request_Refused_OnlyAnOutageSaysWhenToComeBack(RefusalCode refusal, int status, string code)
    {
        _host.Search.CountCertificates(Arg.Any<Caller>(), Arg.Any<CancellationToken>()).Returns((Outcome<CertificateCounts>)new Refusal(refusal, "The authority issuing is not online."));

        using var answer = await _host.Client.GetAsync("/api/stats", None);

        await IsProblem(answer, status, code);
        (answer.Headers.RetryAfter is not null).ShouldBe(status == 503);
    }

    private static async Task IsProblem(HttpResponseMessage answer, int status, string? code)
    {
        var text = await answer.Content.ReadAsStringAsync(None);
        answer.StatusCode.ShouldBe((HttpStatusCode)status, text);
        answer.Content.Headers.ContentType?.MediaType.ShouldBe("application/problem+json");
        if (code is not null)
        {
            var problem = JsonElement.Parse(text);
            problem.GetProperty("code").GetString().ShouldBe(code);
            problem.GetProperty("type").GetString().ShouldBe($"urn:ucm:problem:{code}");
            problem.GetProperty("status").GetInt32().ShouldBe(status);
            problem.GetProperty("detail").GetString().ShouldNotBeNullOrEmpty();
        }
    }
}
