using System.Net;
using NSubstitute;
using Shouldly;
using Ucm.Grains.Interfaces.Authorities;
using Ucm.Grains.Interfaces.Certificates;
using Ucm.Grains.Interfaces.Identity;
using Ucm.Grains.Interfaces.Outcomes;

namespace Ucm.Frontend.Tests.Admin.Api;

/// <summary>Lists as files: page after page, and never a part that looks like the whole.</summary>
public sealed class CertificateStreamTests : IAsyncLifetime
{
    private readonly ApiHost _host = new();

    private static CancellationToken None => TestContext.Current.CancellationToken;

    public ValueTask InitializeAsync() => _host.InitializeAsync();

    public ValueTask DisposeAsync() => _host.DisposeAsync();

    [Theory]
    [InlineData("csv", 4)]
    [InlineData("jsonl", 3)]
    public async Task Download_OfSeveralPages_FollowsTheCursorWithTheSameFilters(string format, int lines)
    {
        Page(null, new CertificatePage([Record("01"), Record("02")], "next"));
        Page("next", new CertificatePage([Record("03")], null));

        var text = await _host.Client.GetStringAsync($"/api/certificates.{format}?profile=tls-server", None);

        text.Split('\n', StringSplitOptions.RemoveEmptyEntries).Length.ShouldBe(lines);
        text.ShouldContain("issuing.03");
        await _host.Search.Received(2).ListCertificates(
            Arg.Is<CertificateQuery>(static query => query.Profile == "tls-server" && query.Take == 500), Arg.Any<Caller>(), Arg.Any<CancellationToken>());
    }

    [Fact]
    public async Task Download_WhenALaterPageFails_IsBrokenOff()
    {
        Page(null, new CertificatePage([Record("01")], "next"));
        Page("next", new Refusal(RefusalCode.Unavailable, "The database is not available."));

        await Should.ThrowAsync<Exception>(() => _host.Client.GetStringAsync("/api/certificates.csv", None));
    }

    [Fact]
    public async Task Download_WhenTheFirstPageFails_IsAProblem()
    {
        Page(null, new Refusal(RefusalCode.Unavailable, "The database is not available."));

        using var answer = await _host.Client.GetAsync("/api/certificates.csv", None);

        answer.StatusCode.ShouldBe(HttpStatusCode.ServiceUnavailable);
    }

    [Fact]
    public async Task Download_OneMoreThanThereIsRoomFor_IsToldToComeBack()
    {
        var going = new TaskCompletionSource<Outcome<CertificatePage>>();
        using var begun = new SemaphoreSlim(0);
        _host.Search.ListCertificates(Arg.Any<CertificateQuery>(), Arg.Any<Caller>(), Arg.Any<CancellationToken>()).Returns(_ =>
        {
            begun.Release();
            return going.Task;
        });
        var busy = Enumerable.Range(0, 4).Select(_ => _host.Client.GetAsync("/api/certificates.csv", None)).ToArray();
        for (var index = 0; index < busy.Length; index++)
        {
            await begun.WaitAsync(None);
        }

        using var refused = await _host.Client.GetAsync("/api/certificates.csv", None);
        going.SetResult(new CertificatePage([], null));
        var done = await Task.WhenAll(busy);

        refused.StatusCode.ShouldBe(HttpStatusCode.TooManyRequests);
        refused.Headers.RetryAfter.ShouldNotBeNull();
        done.ShouldAllBe(static answer => answer.StatusCode == HttpStatusCode.OK);
        (await _host.Client.GetAsync("/api/certificates.csv", None)).StatusCode.ShouldBe(HttpStatusCode.OK);
    }

    private void Page(string? cursor, Outcome<CertificatePage> page) => _host.Search
        .ListCertificates(Arg.Is<CertificateQuery>(query => query.Cursor == cursor), Arg.Any<Caller>(), Arg.Any<CancellationToken>())
        .Returns(page);

    private static CertificateRecord Record(string serial) => new(
        new CertificateKey(AuthorityId.Parse("issuing"), SerialNumber.Parse(serial)),
        new RequestId("rest:ann:x"),
        CertificateStatus.Good,
        "tls-server",
        "CN=www.example.com",
        [],
        DateTimeOffset.UnixEpoch,
        DateTimeOffset.MaxValue,
        DateTimeOffset.UnixEpoch,
        "user:ann",
        [],
        [],
        null);
}
