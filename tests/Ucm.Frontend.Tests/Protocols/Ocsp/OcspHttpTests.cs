using System.Net;
using NSubstitute;
using Shouldly;
using Ucm.Frontend.Tests.Status;
using Ucm.Grains.Interfaces.Ocsp;
using Ucm.Grains.Interfaces.Outcomes;
using Ucm.Pki.Ocsp;

namespace Ucm.Frontend.Tests.Protocols.Ocsp;

/// <summary>OCSP over HTTP (RFC 6960 Appendix A, RFC 5019 §6).</summary>
public sealed class OcspHttpTests
{
    [Fact]
    public async Task Get_EveryForm_OneGrainCallAndTheSameAnswer()
    {
        await using var host = await StatusHost.Start();
        var base64 = Convert.ToBase64String(host.Request(0xfb));
        string[] forms = ["/ocsp/" + base64, "/ocsp//" + base64, "/ocsp/" + Uri.EscapeDataString(base64), "/ocsp/" + base64.TrimEnd('=')];

        var bodies = new List<byte[]>();
        foreach (var form in forms)
        {
            using var response = await host.Send(HttpMethod.Get, form);
            response.StatusCode.ShouldBe(HttpStatusCode.OK);
            bodies.Add(await response.Content.ReadAsByteArrayAsync(TestContext.Current.CancellationToken));
        }

        bodies.ShouldAllBe(body => body.Length == 2 && body[0] == 0x30);
        host.Calls.ShouldBe(1);
    }

    [Fact]
    public async Task Get_Cached_HeadersOfRfc5019AndNoCookie()
    {
        await using var host = await StatusHost.Start();

        using var response = await host.Send(HttpMethod.Get, "/ocsp/" + Uri.EscapeDataString(Convert.ToBase64String(host.Request(1))));

        response.Content.Headers.ContentType!.MediaType.ShouldBe("application/ocsp-response");
        response.Content.Headers.ContentLength.ShouldBe(2);
        response.Content.Headers.LastModified.ShouldBe(host.Clock.GetUtcNow());
        response.Content.Headers.Expires.ShouldBe(host.Clock.GetUtcNow().AddHours(1));
        response.Headers.ETag.ShouldNotBeNull();
        var cache = response.Headers.CacheControl.ShouldNotBeNull();
        (cache.Public, cache.NoTransform, cache.MustRevalidate).ShouldBe((true, true, true));
        cache.MaxAge.ShouldBe(TimeSpan.FromMinutes(15));
        response.Headers.Contains("Set-Cookie").ShouldBeFalse();
        response.Headers.Contains("Location").ShouldBeFalse();
    }

    [Fact]
    public async Task Head_Cached_LengthWithoutBody()
    {
        await using var host = await StatusHost.Start();

        using var response = await host.Send(HttpMethod.Head, "/ocsp/" + Convert.ToBase64String(host.Request(1)));

        response.StatusCode.ShouldBe(HttpStatusCode.OK);
        response.Content.Headers.ContentLength.ShouldBe(2);
        (await response.Content.ReadAsByteArrayAsync(TestContext.Current.CancellationToken)).ShouldBeEmpty();
    }

    [Fact]
    public async Task Get_IfNoneMatch_NotModified()
    {
        await using var host = await StatusHost.Start();
        var path = "/ocsp/" + Convert.ToBase64String(host.Request(1));
        using var first = await host.Send(HttpMethod.Get, path);

        using var same = await host.Send(HttpMethod.Get, path, first.Headers.ETag!.ToString());
        using var other = await host.Send(HttpMethod.Get, path, "\"other\"");

        same.StatusCode.ShouldBe(HttpStatusCode.NotModified);
        same.Headers.ETag.ShouldBe(first.Headers.ETag);
        other.StatusCode.ShouldBe(HttpStatusCode.OK);
    }

    [Theory]
    [InlineData("text/plain", 10, HttpStatusCode.OK)]
    [InlineData("application/octet-stream", 10, HttpStatusCode.OK)]
    [InlineData(null, 10, HttpStatusCode.OK)]
    [InlineData("application/ocsp-request", 8193, HttpStatusCode.RequestEntityTooLarge)]
    [InlineData("application/ocsp-request", 8192, HttpStatusCode.OK)]
    public async Task Post_AnyTypeIsRead_AndTheSizeIsChecked(string? type, int size, HttpStatusCode expected)
    {
        await using var host = await StatusHost.Start();

        using var response = await host.Post(new byte[size], type);

        response.StatusCode.ShouldBe(expected);
        host.Calls.ShouldBe(0);
    }

    [Fact]
    public async Task Put_MethodNotAllowedWithAllow()
    {
        await using var host = await StatusHost.Start();

        using var response = await host.Send(HttpMethod.Put, "/ocsp");

        response.StatusCode.ShouldBe(HttpStatusCode.MethodNotAllowed);
        response.Content.Headers.Allow.ShouldBe(["GET", "HEAD", "POST"]);
    }

    [Fact]
    public async Task Post_Nonce_SignedEachTimeAndNeverStored()
    {
        await using var host = await StatusHost.Start();
        var request = host.Request(1, nonce: [1, 2, 3, 4]);

        for (var i = 0; i < 2; i++)
        {
            using var response = await host.Post(request);
            response.Headers.CacheControl!.NoStore.ShouldBeTrue();
            response.Headers.ETag.ShouldBeNull();
        }

        await host.Worker.Received(2).Respond(Arg.Is<OcspLiveQuery>(query => query.Nonce.Length == 4), Arg.Any<CancellationToken>());
        host.Service<Frontend.Protocols.Ocsp.OcspCache>().Count.ShouldBe(0);
    }

    [Theory]
    [InlineData(RefusalCode.Unavailable, OcspResponseStatus.TryLater)]
    [InlineData(RefusalCode.Malformed, OcspResponseStatus.MalformedRequest)]
    public async Task Post_GrainRefuses_UnsignedErrorThatNobodyKeeps(RefusalCode code, OcspResponseStatus status)
    {
        await using var host = await StatusHost.Start();
        host.Replies = _ => Task.FromResult<Outcome<OcspAnswer>>(new Refusal(code, "No."));

        using var response = await host.Post(host.Request(1));

        (await response.Content.ReadAsByteArrayAsync(TestContext.Current.CancellationToken)).ShouldBe([0x30, 0x03, 0x0a, 0x01, (byte)status]);
        response.Headers.CacheControl!.NoStore.ShouldBeTrue();
    }

    /// <summary>A cache that kept one would turn a moment's trouble into minutes (RFC 5019 §6.2, RFC 9110 §15.1).</summary>
    [Theory]
    [InlineData(RefusalCode.Malformed, OcspResponseStatus.MalformedRequest)]
    [InlineData(RefusalCode.NotFound, OcspResponseStatus.Unauthorized)]
    [InlineData(RefusalCode.Unavailable, OcspResponseStatus.TryLater)]
    [InlineData(RefusalCode.AuthorityUnavailable, OcspResponseStatus.TryLater)]
    [InlineData(RefusalCode.RateLimited, OcspResponseStatus.TryLater)]
    [InlineData(RefusalCode.PolicyViolation, OcspResponseStatus.InternalError)]
    public async Task EveryMethod_GrainRefuses_ErrorIsNeverCached(RefusalCode code, OcspResponseStatus status)
    {
        await using var host = await StatusHost.Start();
        host.Replies = _ => Task.FromResult<Outcome<OcspAnswer>>(new Refusal(code, "No."));
        var path = "/ocsp/" + Uri.EscapeDataString(Convert.ToBase64String(host.Request(1)));

        using var post = await host.Post(host.Request(1));
        using var get = await host.Send(HttpMethod.Get, path, "*");
        using var head = await host.Send(HttpMethod.Head, path);

        foreach (var response in new[] { post, get, head })
        {
            response.StatusCode.ShouldBe(HttpStatusCode.OK);
            ShouldNotBeKept(response);
        }

        (await get.Content.ReadAsByteArrayAsync(TestContext.Current.CancellationToken)).ShouldBe([0x30, 0x03, 0x0a, 0x01, (byte)status]);
        (await post.Content.ReadAsByteArrayAsync(TestContext.Current.CancellationToken)).ShouldBe([0x30, 0x03, 0x0a, 0x01, (byte)status]);
        host.Service<Frontend.Protocols.Ocsp.OcspCache>().Count.ShouldBe(0);
    }

    [Theory]
    [InlineData("GET", "/ocsp/AAAA")]
    [InlineData("GET", "/ocsp/***")]
    [InlineData("GET", "/ocsp")]
    [InlineData("HEAD", "/ocsp/AAAA")]
    [InlineData("POST", "/ocsp")]
    [InlineData("DELETE", "/ocsp")]
    [InlineData("PUT", "/ocsp/AAAA")]
    public async Task EveryMethod_NotARequest_ErrorIsNeverCached(string method, string path)
    {
        await using var host = await StatusHost.Start();

        using var response = await host.Send(new HttpMethod(method), path);

        ShouldNotBeKept(response);
    }

    [Fact]
    public async Task TooLong_GetAndPost_ErrorIsNeverCached()
    {
        await using var host = await StatusHost.Start();

        using var get = await host.Send(HttpMethod.Get, "/ocsp/" + new string('A', OcspRequest.MaxLength * 2));
        using var post = await host.Post(new byte[OcspRequest.MaxLength + 1]);

        // Kestrel itself refuses a request line beyond 8 KiB; that is a 414 too, and closes the connection.
        get.StatusCode.ShouldBe(HttpStatusCode.RequestUriTooLong);
        post.StatusCode.ShouldBe(HttpStatusCode.RequestEntityTooLarge);
        ShouldNotBeKept(post);
    }

    /// <summary>Siblings of the old clients: form encoding by a script, and a charset that means nothing.</summary>
    [Theory]
    [InlineData("application/x-www-form-urlencoded")]
    [InlineData("application/ocsp-request; charset=utf-8")]
    public async Task Post_TypeOfAScript_TheAnswerAndOneGrainCall(string type)
    {
        await using var host = await StatusHost.Start();
        using var content = new ByteArrayContent(host.Request(1));
        content.Headers.TryAddWithoutValidation("Content-Type", type);

        using var response = await host.Client.PostAsync(new Uri("/ocsp", UriKind.Relative), content, TestContext.Current.CancellationToken);

        (await response.Content.ReadAsByteArrayAsync(TestContext.Current.CancellationToken)).ShouldBe([0x30, 0x00]);
        host.Calls.ShouldBe(1);
    }

    [Fact]
    public async Task Get_BackdatedAnswer_ThisUpdateInTheHeaderAndMaxAgeByItsLife()
    {
        await using var host = await StatusHost.Start();
        var now = host.Clock.GetUtcNow();
        host.Replies = _ => Task.FromResult<Outcome<OcspAnswer>>(
            new OcspAnswer([0x30, 0x00], now.AddMinutes(-5), now.AddMinutes(20), now.AddMinutes(10), true) { ProducedAt = now });

        using var response = await host.Send(HttpMethod.Get, "/ocsp/" + Uri.EscapeDataString(Convert.ToBase64String(host.Request(1))));

        response.Content.Headers.LastModified.ShouldBe(now.AddMinutes(-5), "RFC 5019 §6.2: that of the answer");
        response.Headers.CacheControl!.MaxAge.ShouldBe(TimeSpan.FromMinutes(5));
    }

    private static void ShouldNotBeKept(HttpResponseMessage response)
    {
        var cache = response.Headers.CacheControl.ShouldNotBeNull();
        (cache.NoStore, cache.MaxAge).ShouldBe((true, null));
        (response.Headers.ETag, response.Content.Headers.LastModified, response.Content.Headers.Expires).ShouldBe((null, null, null));
    }

    [Fact]
    public async Task Post_ForeignIssuer_Unauthorized()
    {
        await using var host = await StatusHost.Start();
        await using var stranger = await StatusHost.Start();

        using var response = await host.Post(stranger.Request(1));

        (await response.Content.ReadAsByteArrayAsync(TestContext.Current.CancellationToken)).ShouldBe([0x30, 0x03, 0x0a, 0x01, 0x06]);
        host.Calls.ShouldBe(0);
    }
}
