using System.Collections.Immutable;
using System.IO.Compression;
using System.Net;
using System.Security.Cryptography;
using NSubstitute;
using Shouldly;
using Ucm.Frontend.Tests.Status;
using Ucm.Grains.Interfaces.Crl;
using Ucm.Grains.Interfaces.Outcomes;

namespace Ucm.Frontend.Tests.Protocols.Crl;

/// <summary>CRLs that come in parts, compressed ones, deltas and shards over HTTP.</summary>
public sealed class LargeCrlTests
{
    private const int PartSize = 64 * 1024;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Get_CrlInParts_WholeWithLengthAndValidator()
    {
        await using var host = await StatusHost.Start();
        var bytes = Publish(host, host.Crl, 7, (40 * PartSize) + 123);

        using var response = await host.Send(HttpMethod.Get, "/crl/issuing.crl");

        response.StatusCode.ShouldBe(HttpStatusCode.OK);
        response.Content.Headers.ContentLength.ShouldBe(bytes.Length);
        response.Content.Headers.LastModified.ShouldNotBeNull();
        response.Headers.ETag!.Tag.ShouldBe($"\"{Convert.ToHexStringLower(SHA256.HashData(bytes).AsSpan(0, 16))}\"");
        (await response.Content.ReadAsByteArrayAsync(Token)).ShouldBe(bytes);
    }

    [Fact]
    public async Task Get_ClientTakesGzip_SmallerWithItsOwnValidator()
    {
        await using var host = await StatusHost.Start();
        var bytes = Publish(host, host.Crl, 7, 10 * PartSize);

        using var plain = await host.Send(HttpMethod.Get, "/crl/issuing.crl");
        using var zipped = await Send(host, "gzip, deflate");
        using var refused = await Send(host, "gzip;q=0");
        using var same = await Send(host, "gzip", zipped.Headers.ETag!.ToString());
        using var other = await Send(host, "gzip", plain.Headers.ETag!.ToString());

        zipped.Content.Headers.ContentEncoding.ShouldBe(["gzip"]);
        zipped.Content.Headers.ContentLength!.Value.ShouldBeLessThan(bytes.Length);
        zipped.Headers.Vary.ShouldContain("Accept-Encoding");
        plain.Headers.Vary.ShouldContain("Accept-Encoding");
        plain.Content.Headers.ContentEncoding.ShouldBeEmpty();
        refused.Content.Headers.ContentEncoding.ShouldBeEmpty();
        zipped.Headers.ETag.ShouldNotBe(plain.Headers.ETag);
        same.StatusCode.ShouldBe(HttpStatusCode.NotModified);
        other.StatusCode.ShouldBe(HttpStatusCode.OK);
        await using var unzipped = new GZipStream(await zipped.Content.ReadAsStreamAsync(Token), CompressionMode.Decompress);
        using var memory = new MemoryStream();
        await unzipped.CopyToAsync(memory, Token);
        memory.ToArray().ShouldBe(bytes);
    }

    [Fact]
    public async Task Head_CrlInParts_LengthAndNoBody()
    {
        await using var host = await StatusHost.Start();
        var bytes = Publish(host, host.Crl, 7, 3 * PartSize);

        using var head = await host.Send(HttpMethod.Head, "/crl/issuing.crl");

        head.Content.Headers.ContentLength.ShouldBe(bytes.Length);
        (await head.Content.ReadAsByteArrayAsync(Token)).ShouldBeEmpty();
    }

    [Fact]
    public async Task Get_WhatCameIsNotWhatWasPublished_IsNotServed()
    {
        await using var host = await StatusHost.Start();
        Publish(host, host.Crl, 7, 2 * PartSize, hash: new byte[32]);

        using var response = await host.Send(HttpMethod.Get, "/crl/issuing.crl");

        response.StatusCode.ShouldBe(HttpStatusCode.ServiceUnavailable);
    }

    [Fact]
    public async Task Get_PartNoLongerKept_TheLastOneStands()
    {
        await using var host = await StatusHost.Start();
        var first = Publish(host, host.Crl, 7, 2 * PartSize);
        using var before = await host.Send(HttpMethod.Get, "/crl/issuing.crl");
        Publish(host, host.Crl, 8, 2 * PartSize);
        host.Crl.ReadPart(8, 1, Arg.Any<CancellationToken>()).Returns((Outcome<CrlPart>)new Refusal(RefusalCode.NotFound, "Gone."));

        host.Clock.Advance(TimeSpan.FromSeconds(2));
        using var after = await host.Send(HttpMethod.Get, "/crl/issuing.crl");

        (await after.Content.ReadAsByteArrayAsync(Token)).ShouldBe(first);
    }

    [Fact]
    public async Task Get_NewNumber_IsServedAndTheOldOneIsReadToItsEnd()
    {
        await using var host = await StatusHost.Start();
        var first = Publish(host, host.Crl, 7, 64 * PartSize);
        using var slow = await host.Client.GetAsync(new Uri("/crl/issuing.crl", UriKind.Relative), HttpCompletionOption.ResponseHeadersRead, Token);
        var second = Publish(host, host.Crl, 8, 2 * PartSize);
        host.Clock.Advance(TimeSpan.FromSeconds(2));

        using var fresh = await host.Send(HttpMethod.Get, "/crl/issuing.crl");

        (await fresh.Content.ReadAsByteArrayAsync(Token)).ShouldBe(second);
        (await slow.Content.ReadAsByteArrayAsync(Token)).ShouldBe(first);
    }

    [Fact]
    public async Task Get_ManyAtOnceForAColdCrl_OneFetch()
    {
        await using var host = await StatusHost.Start();
        var bytes = Publish(host, host.Crl, 7, 2 * PartSize);

        var all = await Task.WhenAll(Enumerable.Range(0, 100).Select(_ => host.Send(HttpMethod.Get, "/crl/issuing.crl")));

        foreach (var response in all)
        {
            response.Content.Headers.ContentLength.ShouldBe(bytes.Length);
            response.Dispose();
        }

        await host.Crl.Received(1).Get(Arg.Any<long>(), Arg.Any<CancellationToken>());
        await host.Crl.Received(1).ReadPart(7, 0, Arg.Any<CancellationToken>());
    }

    [Fact]
    public async Task Get_DeltaAndShard_AreTheOnesOfTheirGrains()
    {
        await using var host = await StatusHost.Start();
        var now = host.Clock.GetUtcNow();
        host.Crl.GetDelta(Arg.Any<long>(), Arg.Any<CancellationToken>()).Returns((Outcome<PublishedCrl>)new PublishedCrl(8, now, now.AddHours(2), 0, [0x30, 0x01]) { Size = 2 });
        host.ShardCrl.Get(Arg.Any<long>(), Arg.Any<CancellationToken>()).Returns((Outcome<PublishedCrl>)new PublishedCrl(9, now, now.AddHours(2), 0, [0x30, 0x02]) { Size = 2 });
        host.ShardCrl.GetDelta(Arg.Any<long>(), Arg.Any<CancellationToken>()).Returns((Outcome<PublishedCrl>)new PublishedCrl(10, now, now.AddHours(2), 0, [0x30, 0x03]) { Size = 2 });

        (await Bytes(host, "/crl/issuing-delta.crl")).ShouldBe([0x30, 0x01]);
        (await Bytes(host, "/crl/issuing/3.crl")).ShouldBe([0x30, 0x02]);
        (await Bytes(host, "/crl/issuing/3-delta.crl")).ShouldBe([0x30, 0x03]);
    }

    [Theory]
    [InlineData("/crl/issuing/4.crl")]
    [InlineData("/crl/issuing/0.crl")]
    [InlineData("/crl/issuing/03.crl")]
    [InlineData("/crl/issuing/-1.crl")]
    [InlineData("/crl/issuing/3-delta-delta.crl")]
    [InlineData("/crl/issuing/99999999999.crl")]
    [InlineData("/crl/nobody/1.crl")]
    [InlineData("/crl/nobody-delta.crl")]
    [InlineData("/crl/-delta.crl")]
    public async Task Get_NoSuchCrl_NotFoundWithoutAGrainCall(string path)
    {
        await using var host = await StatusHost.Start();

        using var response = await host.Send(HttpMethod.Get, path);

        response.StatusCode.ShouldBe(HttpStatusCode.NotFound);
        host.Crl.ReceivedCalls().ShouldBeEmpty();
        host.ShardCrl.ReceivedCalls().ShouldBeEmpty();
    }

    private static async Task<byte[]> Bytes(StatusHost host, string path)
    {
        using var response = await host.Send(HttpMethod.Get, path);
        response.StatusCode.ShouldBe(HttpStatusCode.OK);
        return await response.Content.ReadAsByteArrayAsync(Token);
    }

    private static Task<HttpResponseMessage> Send(StatusHost host, string acceptEncoding, string? ifNoneMatch = null)
    {
        var request = new HttpRequestMessage(HttpMethod.Get, new Uri("/crl/issuing.crl", UriKind.Relative));
        request.Headers.TryAddWithoutValidation("Accept-Encoding", acceptEncoding);
        if (ifNoneMatch is not null)
        {
            request.Headers.TryAddWithoutValidation("If-None-Match", ifNoneMatch);
        }

        return host.Client.SendAsync(request, Token);
    }

    /// <summary>Half of it compresses, as in a CRL.</summary>
    private static byte[] Publish(StatusHost host, ICrlGrain grain, long number, int size, byte[]? hash = null)
    {
        var bytes = new byte[size];
        RandomNumberGenerator.Fill(bytes.AsSpan(0, size / 2));
        bytes[^1] = (byte)number;
        var now = host.Clock.GetUtcNow();
        var crl = new PublishedCrl(number, now, now.AddHours(1), 0, []) { Size = size, Hash = [.. hash ?? SHA256.HashData(bytes)] };
        grain.Get(Arg.Any<long>(), Arg.Any<CancellationToken>()).Returns((Outcome<PublishedCrl>)crl);
        grain.ReadPart(number, Arg.Any<int>(), Arg.Any<CancellationToken>()).Returns(call => (Outcome<CrlPart>)new CrlPart(Part(bytes, call.ArgAt<int>(1))));
        return bytes;
    }

    private static ImmutableArray<byte> Part(byte[] bytes, int part) =>
        part * PartSize < bytes.Length ? [.. bytes.AsSpan(part * PartSize, Math.Min(PartSize, bytes.Length - (part * PartSize)))] : [];
}
