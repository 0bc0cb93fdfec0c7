using System.Buffers.Text;
using System.Globalization;
using System.Net.Http.Json;
using System.Security.Cryptography.X509Certificates;
using Shouldly;
using Ucm.TestHosting;

namespace Ucm.Conformance.Tests.Acme;

/// <summary>Renewal information (RFC 9773) as clients see it, and moves by administrators.</summary>
public abstract class RenewalRows
{
    private readonly IAcmeSite site;

    private protected RenewalRows(IAcmeSite site) => this.site = site;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Rfc9773_4_1_RenewalInfo_OfACertificate_TheSameWindowAtBothEntriesByGetAndHead()
    {
        using var client = await RawAcmeClient.WithAccount(site.Client(0));
        using var other = site.Client(1);
        await using var web = new ChallengeServer(site.ChallengePort);
        var certificate = (await client.Obtain(web, ["localhost"])).Body;
        var directory = await client.Send(HttpMethod.Get, "/directory");
        var url = $"{directory.Json["renewalInfo"]}/{AcmeOrdering.RenewalId(certificate)}";

        var first = await client.Send(HttpMethod.Get, url);
        var second = await other.Send(HttpMethod.Get, url);
        var head = await other.Send(HttpMethod.Head, url);
        var posted = await other.Send(HttpMethod.Post, url);

        (first.Status, first.ContentType).ShouldBe((200, "application/json"), first.Body);
        second.Body.ShouldBe(first.Body);
        int.Parse(first.RetryAfter!, CultureInfo.InvariantCulture).ShouldBeInRange(60, 86400);
        var (start, end) = Window(first);
        using var parsed = X509Certificate2.CreateFromPem(certificate);
        start.ShouldBeInRange(parsed.NotBefore, end);
        end.ShouldBeLessThan(parsed.NotAfter);
        first.Json["explanationURL"].ShouldBeNull();
        (head.Status, head.Body, head.RetryAfter).ShouldBe((200, "", first.RetryAfter));
        posted.Status.ShouldBe(405);
    }

    [Theory]
    [InlineData("AAAA.AQID", 404)]
    [InlineData("AAAA", 400)]
    [InlineData("AAAA.", 400)]
    [InlineData("AAAA.AAEC", 400)]
    [InlineData("AAAA.AQID=", 400)]
    [InlineData("AAAA.%20", 400)]
    public async Task Rfc9773_4_1_RenewalInfo_OfNoCertificateOfOurs_AProblem(string identifier, int status)
    {
        using var client = site.Client(1);

        var answer = await client.Send(HttpMethod.Get, $"/renewal-info/{identifier}");

        (answer.Status, answer.Problem).ShouldBe((status, "malformed"), answer.Body);
    }

    [Fact]
    public async Task Rfc9773_4_2_RenewalInfo_Revoked_AWindowInThePast()
    {
        using var client = await RawAcmeClient.WithAccount(site.Client(0));
        await using var web = new ChallengeServer(site.ChallengePort);
        var certificate = (await client.Obtain(web, ["localhost"])).Body;
        using var parsed = X509Certificate2.CreateFromPem(certificate);

        await client.Post("/revoke-cert", $$"""{"certificate":"{{Base64Url.EncodeToString(parsed.RawData)}}","reason":4}""");

        using var other = site.Client(1);
        var (_, end) = Window(await other.Send(HttpMethod.Get, $"/renewal-info/{AcmeOrdering.RenewalId(certificate)}"));
        end.ShouldBeLessThan(DateTime.Now);
    }

    [Fact]
    public async Task Rfc9773_4_2_RenewalInfo_MovedAtOneEntry_EarlierAtTheOtherAndWhatIsIssuedAfterwardsIsNot()
    {
        using var client = await RawAcmeClient.WithAccount(site.Client(0));
        await using var web = new ChallengeServer(site.ChallengePort);
        var before = (await client.Obtain(web, ["localhost"])).Body;
        using var rest = await site.SignIn(0);
        using var other = site.Client(1);
        var end = DateTimeOffset.UtcNow.AddHours(2);

        using var made = await rest.Http.PostAsJsonAsync(
            "/api/acme/renewals",
            new
            {
                name = $"m-{Guid.NewGuid():n}",
                account = client.Account!.Split('/')[^1],
                window = new { start = end.AddHours(-1), end },
                explanation_url = "https://ca.example/why",
            },
            Token);
        ((int)made.StatusCode).ShouldBe(201, await made.Content.ReadAsStringAsync(Token));
        var after = (await client.Obtain(web, ["localhost"])).Body;

        var url = $"/renewal-info/{AcmeOrdering.RenewalId(before)}";
        var moved = await Eventually.Get(
            () => other.Send(HttpMethod.Get, url), static answer => answer.Json["explanationURL"] is not null, TimeSpan.FromSeconds(2));
        Window(moved).End.ShouldBeLessThanOrEqualTo(end.LocalDateTime);
        ((string?)moved.Json["explanationURL"]).ShouldBe("https://ca.example/why");
        Window(await other.Send(HttpMethod.Get, $"/renewal-info/{AcmeOrdering.RenewalId(after)}")).Start.ShouldBeGreaterThan(end.LocalDateTime);
    }

    private static (DateTime Start, DateTime End) Window(AcmeAnswer answer)
    {
        answer.Status.ShouldBe(200, answer.Body);
        var window = answer.Json["suggestedWindow"]!;
        return (Time("start"), Time("end"));

        DateTime Time(string member) =>
            DateTimeOffset.ParseExact((string)window[member]!, "yyyy-MM-dd'T'HH:mm:ssK", CultureInfo.InvariantCulture).LocalDateTime;
    }
}
