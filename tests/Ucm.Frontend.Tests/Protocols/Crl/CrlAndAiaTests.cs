using System.Net;
using NSubstitute;
using Shouldly;
using Ucm.Frontend.Tests.Status;
using Ucm.Grains.Interfaces.Crl;
using Ucm.Grains.Interfaces.Outcomes;

namespace Ucm.Frontend.Tests.Protocols.Crl;

/// <summary>CRLs and authority certificates over HTTP (RFC 2585, RFC 5280 §4.2.1.13 and §4.2.2.1).</summary>
public sealed class CrlAndAiaTests
{
    [Theory]
    [InlineData("/crl/issuing.crl", "application/pkix-crl")]
    [InlineData("/ca/issuing.crt", "application/pkix-cert")]
    [InlineData("/ca/issuing.pem", "application/x-pem-file")]
    public async Task Get_KnownAuthority_TypeValidatorAndNoCookie(string path, string type)
    {
        await using var host = await Start();

        using var full = await host.Send(HttpMethod.Get, path);
        using var head = await host.Send(HttpMethod.Head, path);
        using var same = await host.Send(HttpMethod.Get, path, full.Headers.ETag!.ToString());

        full.StatusCode.ShouldBe(HttpStatusCode.OK);
        full.Content.Headers.ContentType!.MediaType.ShouldBe(type);
        full.Content.Headers.LastModified.ShouldNotBeNull();
        full.Headers.CacheControl!.MaxAge.ShouldNotBeNull();
        full.Headers.Contains("Set-Cookie").ShouldBeFalse();
        head.StatusCode.ShouldBe(HttpStatusCode.OK);
        head.Headers.ETag.ShouldBe(full.Headers.ETag);
        (await head.Content.ReadAsByteArrayAsync(TestContext.Current.CancellationToken)).ShouldBeEmpty();
        same.StatusCode.ShouldBe(HttpStatusCode.NotModified);
    }

    [Theory]
    [InlineData("/crl/nobody.crl")]
    [InlineData("/crl/Not_A_Slug.crl")]
    [InlineData("/ca/nobody.crt")]
    [InlineData("/ca/nobody.pem")]
    public async Task Get_UnknownAuthority_NotFoundWithoutAGrainCall(string path)
    {
        await using var host = await Start();

        using var response = await host.Send(HttpMethod.Get, path);

        response.StatusCode.ShouldBe(HttpStatusCode.NotFound);
        await host.Crl.DidNotReceive().Get(Arg.Any<long>(), Arg.Any<CancellationToken>());
    }

    [Fact]
    public async Task GetCrl_AskedAgainWithinASecond_OneGrainCall()
    {
        await using var host = await Start();

        using var first = await host.Send(HttpMethod.Get, "/crl/issuing.crl");
        using var second = await host.Send(HttpMethod.Get, "/crl/issuing.crl");

        await host.Crl.Received(1).Get(Arg.Any<long>(), Arg.Any<CancellationToken>());
    }

    [Fact]
    public async Task GetCrl_GrainAway_TheValidOneStandsUntilItExpires()
    {
        await using var host = await Start();
        using var before = await host.Send(HttpMethod.Get, "/crl/issuing.crl");
        host.Crl.Get(Arg.Any<long>(), Arg.Any<CancellationToken>()).Returns((Outcome<PublishedCrl>)new Refusal(RefusalCode.Unavailable, "No."));

        host.Clock.Advance(TimeSpan.FromMinutes(59));
        using var during = await host.Send(HttpMethod.Get, "/crl/issuing.crl");
        host.Clock.Advance(TimeSpan.FromMinutes(2));
        using var after = await host.Send(HttpMethod.Get, "/crl/issuing.crl");

        during.StatusCode.ShouldBe(HttpStatusCode.OK);
        during.Headers.CacheControl!.MaxAge.ShouldBe(TimeSpan.FromMinutes(1));
        after.StatusCode.ShouldBe(HttpStatusCode.ServiceUnavailable);
        after.Headers.RetryAfter.ShouldNotBeNull();
    }

    /// <summary>A client sends the time of its own download, which is later than thisUpdate: it must get what was published since.</summary>
    [Fact]
    public async Task GetCrl_Backdated_LastModifiedIsTheMakingAndNewsAreNotMissed()
    {
        await using var host = await Start();
        var now = host.Clock.GetUtcNow();
        var crl = new PublishedCrl(7, now.AddMinutes(-5), now.AddHours(1), 0, [0x30, 0x00]) { Size = 2, MadeAt = now };
        host.Crl.Get(Arg.Any<long>(), Arg.Any<CancellationToken>()).Returns((Outcome<PublishedCrl>)crl);
        using var first = await host.Send(HttpMethod.Get, "/crl/issuing.crl");

        host.Clock.Advance(TimeSpan.FromMinutes(2));
        host.Crl.Get(Arg.Any<long>(), Arg.Any<CancellationToken>()).Returns(
            (Outcome<PublishedCrl>)(crl with { Number = 8, ThisUpdate = now.AddMinutes(-3), MadeAt = host.Clock.GetUtcNow() }));
        using var request = new HttpRequestMessage(HttpMethod.Get, new Uri("/crl/issuing.crl", UriKind.Relative));
        request.Headers.IfModifiedSince = now.AddSeconds(10);
        using var second = await host.Client.SendAsync(request, TestContext.Current.CancellationToken);

        first.Content.Headers.LastModified.ShouldBe(now);
        second.StatusCode.ShouldBe(HttpStatusCode.OK);
        second.Content.Headers.LastModified.ShouldBe(now.AddMinutes(2));
    }

    [Fact]
    public async Task GetCrl_CallIsCancelledElsewhere_ServiceUnavailable()
    {
        await using var host = await Start();
        host.Crl.Get(Arg.Any<long>(), Arg.Any<CancellationToken>()).Returns(Task.FromException<Outcome<PublishedCrl>>(new OperationCanceledException()));

        using var response = await host.Send(HttpMethod.Get, "/crl/issuing.crl");

        response.StatusCode.ShouldBe(HttpStatusCode.ServiceUnavailable);
    }

    private static async Task<StatusHost> Start()
    {
        var host = await StatusHost.Start();
        var now = host.Clock.GetUtcNow();
        host.Crl.Get(Arg.Any<long>(), Arg.Any<CancellationToken>()).Returns((Outcome<PublishedCrl>)new PublishedCrl(7, now, now.AddHours(1), 0, [0x30, 0x00]) { Size = 2 });
        return host;
    }
}
