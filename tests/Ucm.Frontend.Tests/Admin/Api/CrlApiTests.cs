using System.Net;
using System.Text;
using System.Text.Json;
using NSubstitute;
using Shouldly;
using Ucm.Grains.Interfaces.Authorities;
using Ucm.Grains.Interfaces.Crl;
using Ucm.Grains.Interfaces.Identity;
using Ucm.Grains.Interfaces.Outcomes;

namespace Ucm.Frontend.Tests.Admin.Api;

/// <summary>CRL settings and publishing on demand over REST.</summary>
public sealed class CrlApiTests : IAsyncDisposable
{
    private const string Path = "/api/authorities/issuing/crl";
    private const string Good = """{"lifetime_seconds":604800,"overlap_seconds":86400,"minimum_interval_seconds":10,"delta_interval_seconds":3600,"shards":4}""";

    private readonly ApiHost host = new();
    private readonly ICertificateAuthorityGrain authority = Substitute.For<ICertificateAuthorityGrain>();
    private readonly ICrlGrain crl = Substitute.For<ICrlGrain>();
    private readonly AuthoritySnapshot snapshot = Samples.Authority;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public ValueTask DisposeAsync() => host.DisposeAsync();

    [Fact]
    public async Task Put_GoodSettings_AreHandedOnWithTheCaller()
    {
        await Start();
        authority.SetCrlPolicy(Arg.Any<SetCrlPolicyCommand>(), Arg.Any<CancellationToken>())
            .Returns(call => (Outcome<AuthoritySnapshot>)(snapshot with { Crl = call.Arg<SetCrlPolicyCommand>().Policy with { ShardsServed = 8 } }));

        using var answer = await Put(Good);

        answer.StatusCode.ShouldBe(HttpStatusCode.OK);
        await authority.Received(1).SetCrlPolicy(
            Arg.Is<SetCrlPolicyCommand>(command => command.Policy.DeltaInterval == TimeSpan.FromHours(1) && command.Policy.Shards == 4 && command.Caller.Name == "ann"),
            Arg.Any<CancellationToken>());
        var json = await Json(answer);
        json.GetProperty("settings").GetProperty("delta_interval_seconds").GetInt64().ShouldBe(3600);
        json.GetProperty("shards_served").GetInt32().ShouldBe(8);
        json.GetProperty("crl").GetProperty("number").GetInt64().ShouldBe(7);
    }

    [Theory]
    [InlineData("""{"lifetime_seconds":604800,"overlap_seconds":86400}""")]
    [InlineData("""{"lifetime_seconds":0,"overlap_seconds":86400,"minimum_interval_seconds":10}""")]
    [InlineData("""{"lifetime_seconds":9223372036854775807,"overlap_seconds":86400,"minimum_interval_seconds":10}""")]
    [InlineData("""{"lifetime_seconds":604800,"overlap_seconds":86400,"minimum_interval_seconds":10,"delta_interval_seconds":-1}""")]
    [InlineData("""{"lifetime_seconds":604800,"overlap_seconds":86400,"minimum_interval_seconds":10,"backdate_seconds":-1}""")]
    [InlineData("""{"lifetime_seconds":604800,"overlap_seconds":86400,"minimum_interval_seconds":10,"deltas":true}""")]
    [InlineData("[]")]
    [InlineData("{")]
    public async Task Put_MalformedSettings_AreRefusedBeforeAnyGrain(string body)
    {
        await Start();

        using var answer = await Put(body);

        answer.StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        answer.Content.Headers.ContentType!.MediaType.ShouldBe("application/problem+json");
        await authority.DidNotReceive().SetCrlPolicy(Arg.Any<SetCrlPolicyCommand>(), Arg.Any<CancellationToken>());
    }

    [Theory]
    [InlineData("0", 0, 0)]
    [InlineData("90", 90, 90)]
    [InlineData("null", null, 300)]
    public async Task Put_Backdate_IsHandedOnAndTheAnswerSaysWhatHolds(string sent, int? handedOn, long answered)
    {
        await Start();
        TimeSpan? received = TimeSpan.MaxValue;
        authority.SetCrlPolicy(Arg.Do<SetCrlPolicyCommand>(command => received = command.Policy.Backdate), Arg.Any<CancellationToken>())
            .Returns(call => (Outcome<AuthoritySnapshot>)(snapshot with { Crl = call.Arg<SetCrlPolicyCommand>().Policy }));

        using var answer = await Put(Good.Replace("\"shards\":4", $"\"backdate_seconds\":{sent}", StringComparison.Ordinal));

        answer.StatusCode.ShouldBe(HttpStatusCode.OK);
        received.ShouldBe(handedOn is { } seconds ? TimeSpan.FromSeconds(seconds) : null);
        (await Json(answer)).GetProperty("settings").GetProperty("backdate_seconds").GetInt64().ShouldBe(answered);
    }

    /// <summary>JSON numbers beyond 2^53 are rounded by many readers.</summary>
    [Theory]
    [InlineData(null, "7", true)]
    [InlineData("9007199254740984", "9007199254740991", true)]
    [InlineData("9007199254740985", "9007199254740992", false)]
    [InlineData("730750818665451459101842416358141509827966271000", "730750818665451459101842416358141509827966271007", false)]
    public async Task Get_NumberOfAnySize_IsTextAndWhereSafeANumber(string? offset, string text, bool isNumber)
    {
        await Start();
        crl.PublishIfDue(Arg.Any<CancellationToken>()).Returns((Outcome<PublishedCrl>)(Crl(7) with { NumberOffset = offset, MadeAt = DateTimeOffset.UnixEpoch.AddMinutes(5) }));

        using var answer = await host.Client.GetAsync(new Uri(Path, UriKind.Relative), Token);

        var shown = (await Json(answer)).GetProperty("crl");
        shown.GetProperty("number_text").GetString().ShouldBe(text);
        shown.TryGetProperty("number", out var number).ShouldBe(isNumber);
        (isNumber ? number.GetRawText() : text).ShouldBe(text);
        shown.GetProperty("published_at").GetDateTimeOffset().ShouldBe(DateTimeOffset.UnixEpoch.AddMinutes(5));
    }

    [Fact]
    public async Task Put_RefusedByTheGrain_EveryFaultIsInTheProblem()
    {
        await Start();
        authority.SetCrlPolicy(Arg.Any<SetCrlPolicyCommand>(), Arg.Any<CancellationToken>()).Returns((Outcome<AuthoritySnapshot>)new Refusal(RefusalCode.Malformed, "No.")
        {
            Parts = [new NamedRefusal("overlap", RefusalCode.Malformed, "Too long."), new NamedRefusal("shards", RefusalCode.Malformed, "Too many.")],
        });

        using var answer = await Put(Good);

        answer.StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        (await Json(answer)).GetProperty("errors").EnumerateArray().Select(static one => one.GetProperty("name").GetString()).ShouldBe(["overlap", "shards"]);
    }

    [Theory]
    [InlineData(7, HttpStatusCode.Accepted)]
    [InlineData(8, HttpStatusCode.OK)]
    public async Task Post_PublishNow_SaysWhetherItIsTheNewOneAlready(long number, HttpStatusCode expected)
    {
        await Start();
        crl.PublishNow(Arg.Any<Caller>(), Arg.Any<CancellationToken>()).Returns((Outcome<PublishedCrl>)Crl(number));

        using var answer = await host.Client.PostAsync(new Uri(Path, UriKind.Relative), null, Token);

        answer.StatusCode.ShouldBe(expected);
        (await Json(answer)).GetProperty("crl").GetProperty("number").GetInt64().ShouldBe(number);
    }

    [Fact]
    public async Task Post_AuthorityOffline_IsUnavailable()
    {
        await Start();
        crl.PublishNow(Arg.Any<Caller>(), Arg.Any<CancellationToken>()).Returns((Outcome<PublishedCrl>)new Refusal(RefusalCode.AuthorityUnavailable, "Offline."));

        using var answer = await host.Client.PostAsync(new Uri(Path, UriKind.Relative), null, Token);

        answer.StatusCode.ShouldBe(HttpStatusCode.ServiceUnavailable);
    }

    [Fact]
    public async Task PutAndPost_ReaderOnly_AreForbiddenAndGetIsNot()
    {
        await Start();
        host.Live(Permission.AuthoritiesRead);

        using var put = await Put(Good);
        using var post = await host.Client.PostAsync(new Uri(Path, UriKind.Relative), null, Token);
        using var get = await host.Client.GetAsync(new Uri(Path, UriKind.Relative), Token);

        put.StatusCode.ShouldBe(HttpStatusCode.Forbidden);
        post.StatusCode.ShouldBe(HttpStatusCode.Forbidden);
        get.StatusCode.ShouldBe(HttpStatusCode.OK);
        (await Json(get)).GetProperty("settings").TryGetProperty("delta_interval_seconds", out _).ShouldBeFalse();
    }

    [Fact]
    public async Task Get_NoSuchAuthority_NotFound()
    {
        await Start();

        using var answer = await host.Client.GetAsync(new Uri("/api/authorities/Not_A_Slug/crl", UriKind.Relative), Token);

        answer.StatusCode.ShouldBe(HttpStatusCode.NotFound);
    }

    [Fact]
    public async Task Document_Describes_TheThreeOperations()
    {
        await Start();

        using var document = await host.Client.GetAsync(new Uri("/openapi/v1.json", UriKind.Relative), Token);

        var path = (await Json(document)).GetProperty("paths").GetProperty("/api/authorities/{id}/crl");
        path.GetProperty("put").GetProperty("operationId").GetString().ShouldBe("setCrl");
        path.GetProperty("post").GetProperty("responses").TryGetProperty("202", out _).ShouldBeTrue();
        path.GetProperty("get").GetProperty("operationId").GetString().ShouldBe("getCrl");
    }

    private static PublishedCrl Crl(long number) => new(number, DateTimeOffset.UnixEpoch, DateTimeOffset.UnixEpoch.AddDays(7), 3, []) { Size = 500 };

    private static async Task<JsonElement> Json(HttpResponseMessage answer) => JsonDocument.Parse(await answer.Content.ReadAsStringAsync(Token)).RootElement;

    private async Task<HttpResponseMessage> Put(string body)
    {
        using var content = new StringContent(body, Encoding.UTF8, "application/json");
        return await host.Client.PutAsync(new Uri(Path, UriKind.Relative), content, Token);
    }

    private async Task Start()
    {
        await host.InitializeAsync();
        host.Grains.GetGrain<ICertificateAuthorityGrain>("ca:issuing", null).Returns(authority);
        host.Grains.GetGrain<ICrlGrain>("crl:issuing", null).Returns(crl);
        authority.Get(Arg.Any<CancellationToken>()).Returns((Outcome<AuthoritySnapshot>)snapshot);
        crl.PublishIfDue(Arg.Any<CancellationToken>()).Returns((Outcome<PublishedCrl>)Crl(7));
    }
}
