using System.Net;
using System.Text.Json;
using NSubstitute;
using Shouldly;
using Ucm.Grains.Interfaces.Certificates;
using Ucm.Grains.Interfaces.Identity;
using Ucm.Grains.Interfaces.Outcomes;

namespace Ucm.Frontend.Tests.Admin.Api;

/// <summary>What stands in a query is known, typed and there once, or refused by name.</summary>
public sealed class QueryTests : IAsyncLifetime
{
    private readonly ApiHost _host = new();

    private static CancellationToken None => TestContext.Current.CancellationToken;

    public ValueTask InitializeAsync() => _host.InitializeAsync();

    public ValueTask DisposeAsync() => _host.DisposeAsync();

    [Theory]
    [InlineData("/api/certificates?limt=5", "Unknown parameter 'limt'; did you mean 'limit'?")]
    [InlineData("/api/certificates?Limit=5", "Unknown parameter 'Limit'; did you mean 'limit'?")]
    [InlineData("/api/certificates?expiresbefore=2030-01-31T12:00:00Z", "Unknown parameter 'expiresbefore'; did you mean 'expires_before'?")]
    [InlineData("/api/certificates?limit=0", "The parameter 'limit' must be a whole number from 1 to 500, not '0'.")]
    [InlineData("/api/certificates?limit=501", "The parameter 'limit' must be a whole number from 1 to 500, not '501'.")]
    [InlineData("/api/certificates?limit=1e2", "The parameter 'limit' must be a whole number from 1 to 500, not '1e2'.")]
    [InlineData("/api/certificates?status=broken", "The parameter 'status' must be one of valid, expired, revoked, on_hold, voided, reserved, good, not 'broken'.")]
    [InlineData("/api/certificates?status=valid&status=revoked", "The parameter 'status' is given 2 times; once is enough.")]
    [InlineData("/api/certificates?expires_before=2030-01-31", "The parameter 'expires_before' must be a time with its zone, such as 2030-01-31T12:00:00Z (RFC 3339), not '2030-01-31'.")]
    [InlineData("/api/certificates?serial=xyz", "The parameter 'serial' must be a serial number in hex")]
    [InlineData("/api/certificates?authority=No%20slug", "The parameter 'authority' must be an authority's id")]
    [InlineData("/api/certificates?san=dns:a..b", "The parameter 'san' must be a name such as")]
    [InlineData("/api/audit?limit=201", "The parameter 'limit' must be a whole number from 1 to 200, not '201'.")]
    [InlineData("/api/audit?actor=ann", "Unknown parameter 'actor'; did you mean 'cursor'? Known are limit, cursor.")]
    [InlineData("/api/stats?days=3", "Unknown parameter 'days': nothing is asked for in the query here.")]
    [InlineData("/api/authorities?limit=3", "Unknown parameter 'limit': nothing is asked for in the query here.")]
    [InlineData("/api/profiles?status=Enabled", "The parameter 'status' must be one of enabled, disabled, not 'Enabled'.")]
    [InlineData("/api/profiles/web/versions?cursor=x", "The parameter 'cursor' must be a whole number, 1 or greater, not 'x'.")]
    [InlineData("/api/profiles/web/versions/2?from=-1", "The parameter 'from' must be a whole number, 1 or greater, not '-1'.")]
    [InlineData("/api/certificates/issuing.01/export?format=pkcs12", "The parameter 'format' must be one of pem, der, p7b, p12, jks, not 'pkcs12'.")]
    [InlineData("/api/certificates/issuing.01?full=1", "Unknown parameter 'full': nothing is asked for in the query here.")]
    public async Task Get_BadQuery_IsRefusedByName(string path, string expected)
    {
        using var answer = await _host.Client.GetAsync(path, None);

        answer.StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        var problem = JsonElement.Parse(await answer.Content.ReadAsStringAsync(None));
        problem.GetProperty("code").GetString().ShouldBe("malformed");
        problem.GetProperty("detail").GetString().ShouldNotBeNull().ShouldStartWith(expected);
    }

    [Theory]
    [InlineData("POST", "/api/auth/login?username=a")]
    [InlineData("POST", "/api/certificates?dry_run=true")]
    [InlineData("POST", "/api/certificates/issuing.01/revoke?reason=superseded")]
    [InlineData("DELETE", "/api/certificates/issuing.01?reasons=superseded")]
    [InlineData("PUT", "/api/authorities/issuing/crl?force=1")]
    [InlineData("PATCH", "/api/profiles/web?comment=x")]
    public async Task Change_UnknownParameter_IsRefusedBeforeAnyGrain(string method, string path)
    {
        using var request = new HttpRequestMessage(new HttpMethod(method), path);

        using var answer = await _host.Client.SendAsync(request, None);

        answer.StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        (await answer.Content.ReadAsStringAsync(None)).ShouldContain("Unknown parameter");
    }

    [Fact]
    public async Task List_EveryFilter_ReachesTheSearch()
    {
        _host.Search.ListCertificates(Arg.Any<CertificateQuery>(), Arg.Any<Caller>(), Arg.Any<CancellationToken>()).Returns((Outcome<CertificatePage>)new CertificatePage([], null));

        using var answer = await _host.Client.GetAsync(
            "/api/certificates?serial=00:5A:C3&san=DNS:Www.Example.com&name=Ada%20L&requester=user:ann&issued_after=2030-01-01T00:00:00Z&issued_before=2030-01-02T00:00:00%2B01:00&q=", None);

        answer.StatusCode.ShouldBe(HttpStatusCode.OK, await answer.Content.ReadAsStringAsync(None));
        await _host.Search.Received().ListCertificates(
            Arg.Is<CertificateQuery>(static query => query.Serial!.Value.Hex == "5ac3" && query.San == new SubjectName(SubjectNameKind.Dns, "www.example.com") && query.Name == "Ada L"
                && query.Requester == "user:ann" && query.IssuedAfter == new DateTimeOffset(2030, 1, 1, 0, 0, 0, TimeSpan.Zero)
                && query.IssuedBefore == new DateTimeOffset(2030, 1, 1, 23, 0, 0, TimeSpan.Zero) && query.Text == null && query.Take == 50),
            Arg.Any<Caller>(),
            Arg.Any<CancellationToken>());
    }

    [Fact]
    public async Task OpenApi_Queries_AreLowerCaseTypedAndHaveExamples()
    {
        using var answer = await _host.Client.GetAsync("/openapi/v1.json", None);

        var paths = JsonElement.Parse(await answer.Content.ReadAsStringAsync(None)).GetProperty("paths");
        var parameters = paths.EnumerateObject().SelectMany(static path => path.Value.EnumerateObject())
            .Where(static operation => operation.Value.TryGetProperty("parameters", out _))
            .SelectMany(static operation => operation.Value.GetProperty("parameters").EnumerateArray())
            .Where(static parameter => parameter.GetProperty("in").GetString() == "query").ToArray();
        parameters.Length.ShouldBeGreaterThan(15);
        parameters.ShouldAllBe(static parameter => parameter.GetProperty("name").GetString()!.All(static letter => char.IsAsciiLetterLower(letter) || char.IsAsciiDigit(letter) || letter == '_'));
        var list = paths.GetProperty("/api/certificates").GetProperty("get").GetProperty("parameters").EnumerateArray()
            .ToDictionary(static parameter => parameter.GetProperty("name").GetString()!, static parameter => parameter.GetProperty("schema"));
        list["limit"].GetProperty("type").GetString().ShouldBe("integer");
        list["limit"].GetProperty("maximum").GetInt64().ShouldBe(500);
        list["status"].GetProperty("enum").GetArrayLength().ShouldBe(7);
        list["expires_before"].GetProperty("format").GetString().ShouldBe("date-time");
        list["serial"].GetProperty("examples").GetArrayLength().ShouldBe(1);
    }
}
