using System.Diagnostics.Metrics;
using System.Net;
using System.Net.Sockets;
using System.Text;
using Microsoft.Extensions.Options;
using NSubstitute;
using Shouldly;
using Ucm.Frontend.Health;
using Ucm.Frontend.Protocols.Ocsp;
using Ucm.Frontend.Tests.Status;
using Ucm.Grains.Interfaces.Ocsp;
using Ucm.Grains.Interfaces.Outcomes;

namespace Ucm.Frontend.Tests.Protocols.Ocsp;

/// <summary>The short-cut in front of the hosting layer: what it takes, what it leaves alone, and what a request costs.</summary>
[Collection(Alone.Name)]
public sealed class OcspServerTests
{
    /// <summary>Alone, because it counts what the process allocates; a client that allocates nothing is part of it.</summary>
    [Theory]
    [InlineData("POST")]
    [InlineData("GET")]
    public async Task Cached_Request_AllocatesAtMostOneKilobyte(string method)
    {
        await using var host = await StatusHost.Start();
        using var socket = Connect(host);
        var request = method == "POST" ? PostBytes(host.Request(1)) : GetBytes(host.Request(1));
        var buffer = new byte[4096];
        Exchange(socket, request, buffer, 200);

        var before = GC.GetTotalAllocatedBytes(precise: true);
        Exchange(socket, request, buffer, 2000);
        var perRequest = (GC.GetTotalAllocatedBytes(precise: true) - before) / 2000;

        TestContext.Current.TestOutputHelper?.WriteLine($"{method}: {perRequest} octets a request");
        perRequest.ShouldBeLessThanOrEqualTo(1024);
    }

    /// <summary>Alone for the same reason: what the cache believes to hold is what it holds, so that the setting bounds memory.</summary>
    [Fact]
    public async Task CacheSize_AgainstTheHeap_NotLessThanWhatIsHeld()
    {
        await using var host = await StatusHost.Start();
        var cache = new OcspCache(Options.Create(new OcspCacheOptions { Bytes = 100_000_000 }));

        var before = GC.GetTotalMemory(forceFullCollection: true);
        for (var i = 0; i < 20_000; i++)
        {
            byte[] certId = [.. new byte[66], .. BitConverter.GetBytes(i)];
            cache.Set(new OcspCacheEntry(certId, host.Answer(new byte[1100])));
        }

        var held = GC.GetTotalMemory(forceFullCollection: true) - before;
        TestContext.Current.TestOutputHelper?.WriteLine($"{held / 20_000} octets an answer of 1100, counted as {cache.Size / 20_000}");
        cache.Count.ShouldBe(20_000);
        held.ShouldBeInRange(cache.Size * 3 / 4, cache.Size);
    }

    [Fact]
    public async Task Post_ChunkedBody_Answered()
    {
        await using var host = await StatusHost.Start();
        using var socket = Connect(host);
        var body = host.Request(1);
        byte[] request = [.. Encoding.ASCII.GetBytes($"POST /ocsp HTTP/1.1\r\nHost: a\r\nContent-Type: application/ocsp-request\r\nTransfer-Encoding: chunked\r\n\r\n{body.Length:x}\r\n"), .. body, .. "\r\n0\r\n\r\n"u8];

        Exchange(socket, request, new byte[4096], 2).ShouldStartWith("HTTP/1.1 200");
    }

    [Fact]
    public async Task Post_ChunkedBodyOver8KiB_PayloadTooLarge()
    {
        await using var host = await StatusHost.Start();
        using var socket = Connect(host);
        byte[] request = [.. Encoding.ASCII.GetBytes($"POST /ocsp HTTP/1.1\r\nHost: a\r\nContent-Type: application/ocsp-request\r\nTransfer-Encoding: chunked\r\n\r\n2100\r\n"), .. new byte[0x2100], .. "\r\n0\r\n\r\n"u8];

        Exchange(socket, request, new byte[4096], 1).ShouldStartWith("HTTP/1.1 413");
        host.Calls.ShouldBe(0);
    }

    [Fact]
    public async Task Get_AbsoluteForm_AsSentToProxies()
    {
        await using var host = await StatusHost.Start();
        using var socket = Connect(host);
        var request = Encoding.ASCII.GetBytes($"GET {host.Client.BaseAddress!}ocsp/{Convert.ToBase64String(host.Request(1))} HTTP/1.1\r\nHost: {host.Client.BaseAddress!.Authority}\r\n\r\n");

        Exchange(socket, request, new byte[4096], 1).ShouldContain("application/ocsp-response");
    }

    [Theory]
    [InlineData("/ocspx")]
    [InlineData("/")]
    [InlineData("/x/ocsp")]
    public async Task Get_OtherPaths_GoTheUsualWay(string path)
    {
        await using var host = await StatusHost.Start();

        using var response = await host.Send(HttpMethod.Get, path);
        using var after = await host.Send(HttpMethod.Get, "/ocsp/" + Convert.ToBase64String(host.Request(1)));

        response.StatusCode.ShouldBe(HttpStatusCode.NotFound);
        after.StatusCode.ShouldBe(HttpStatusCode.OK);
    }

    [Fact]
    public async Task Get_WhileDraining_AnsweredAndTheConnectionClosed()
    {
        await using var host = await StatusHost.Start();
        using var socket = Connect(host);
        var (request, buffer) = (GetBytes(host.Request(1)), new byte[4096]);
        var before = Exchange(socket, request, buffer, 2);
        await host.Service<Draining>().StoppingAsync(CancellationToken.None);

        var during = Exchange(socket, request, buffer, 1);

        before.ShouldNotContain("Connection: close");
        during.ShouldStartWith("HTTP/1.1 200");
        during.ShouldContain("Connection: close");
        socket.Receive(buffer).ShouldBe(0);
    }

    [Fact]
    public async Task Post_Pipelined_EachAnsweredInOrder()
    {
        await using var host = await StatusHost.Start();
        using var socket = Connect(host);
        var one = PostBytes(host.Request(1));

        socket.Send([.. one, .. one, .. GetBytes(host.Request(1))]);
        var text = ReadUntil(socket, static text => text.Split("HTTP/1.1 200").Length == 4);

        text.ShouldNotContain("400");
    }

    [Fact]
    public async Task Post_PreferredAlgorithms_SignedForThisClient()
    {
        await using var host = await StatusHost.Start();
        byte[] preferred = [0x30, 0x0d, 0x30, 0x0b, 0x06, 0x09, 0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x01, 0x0b];
        byte[] extension = [.. Der(0x06, [0x2b, 0x06, 0x01, 0x05, 0x05, 0x07, 0x30, 0x01, 0x08]), .. Der(0x04, Der(0x30, preferred))];
        byte[] list = host.Request(1)[4..];
        var request = Der(0x30, Der(0x30, [.. list, .. Der(0xa2, Der(0x30, Der(0x30, extension)))]));

        using var response = await host.Post(request);

        (await response.Content.ReadAsByteArrayAsync(TestContext.Current.CancellationToken)).ShouldBe([0x30, 0x02]);
        await host.Worker.Received(1).Respond(Arg.Is<OcspLiveQuery>(query => query.PreferredAlgorithms.SequenceEqual(preferred)), Arg.Any<CancellationToken>());
    }

    [Fact]
    public async Task Post_PastRefreshAt_TheOldAnswerAtOnceAndANewOneBehindIt()
    {
        await using var host = await StatusHost.Start();
        using var cold = await host.Post(host.Request(1));
        var reply = new TaskCompletionSource<Outcome<OcspAnswer>>(TaskCreationOptions.RunContinuationsAsynchronously);
        host.Replies = _ => reply.Task;

        host.Clock.Advance(TimeSpan.FromMinutes(31));
        host.Hold();
        var during = new List<int>();
        for (var i = 0; i < 3; i++)
        {
            using var response = await host.Post(host.Request(1));
            during.Add((await response.Content.ReadAsByteArrayAsync(TestContext.Current.CancellationToken)).Length);
        }

        reply.SetResult(host.Answer([0x30, 0x01, 0x01]));
        await Eventually(async () =>
        {
            using var response = await host.Post(host.Request(1));
            return (await response.Content.ReadAsByteArrayAsync(TestContext.Current.CancellationToken)).Length == 3;
        });

        during.ShouldBe([2, 2, 2]);
        host.Calls.ShouldBe(2);
    }

    [Fact]
    public async Task Requests_Counted_ByWhereTheAnswerCameFrom()
    {
        await using var host = await StatusHost.Start();
        var counted = new Dictionary<string, long>();
        using var listener = new MeterListener();
        listener.InstrumentPublished = (instrument, self) =>
        {
            if (instrument.Name == "ucm.ocsp.requests" && ReferenceEquals(instrument.Meter.Scope, host.Service<IMeterFactory>()))
            {
                self.EnableMeasurementEvents(instrument);
            }
        };
        listener.SetMeasurementEventCallback<long>((_, value, tags, _) => counted[(string)tags[0].Value!] = value);
        listener.Start();

        await host.Post(host.Request(1));
        await host.Post(host.Request(1));
        await host.Post(host.Request(1));
        await host.Post([1, 2]);
        listener.RecordObservableInstruments();

        counted.ShouldBe(new Dictionary<string, long> { ["cached"] = 2, ["asked"] = 1, ["refused"] = 1 }, ignoreOrder: true);
    }

    private static byte[] Der(byte tag, byte[] content) => content.Length < 0x80 ? [tag, (byte)content.Length, .. content] : [tag, 0x81, (byte)content.Length, .. content];

    private static async Task Eventually(Func<Task<bool>> condition)
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(30));
        while (!await condition())
        {
            limit.Token.ThrowIfCancellationRequested();
            await Task.Yield();
        }
    }

    private static byte[] PostBytes(byte[] body) =>
        [.. Encoding.ASCII.GetBytes($"POST /ocsp HTTP/1.1\r\nHost: a\r\nContent-Type: application/ocsp-request\r\nContent-Length: {body.Length}\r\n\r\n"), .. body];

    private static byte[] GetBytes(byte[] body) => Encoding.ASCII.GetBytes($"GET /ocsp/{Uri.EscapeDataString(Convert.ToBase64String(body))} HTTP/1.1\r\nHost: a\r\n\r\n");

    private static Socket Connect(StatusHost host)
    {
        var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true, ReceiveTimeout = 30_000 };
        socket.Connect(IPAddress.Loopback, host.Client.BaseAddress!.Port);
        return socket;
    }

    /// <summary>The answers here are shorter than a segment and the client waits for each, so one read is one answer.</summary>
    private static string Exchange(Socket socket, byte[] request, byte[] buffer, int times)
    {
        var length = 0;
        for (var i = 0; i < times; i++)
        {
            socket.Send(request);
            length = socket.Receive(buffer);
        }

        return Encoding.Latin1.GetString(buffer, 0, length);
    }

    private static string ReadUntil(Socket socket, Func<string, bool> complete)
    {
        var text = "";
        var buffer = new byte[4096];
        while (!complete(text))
        {
            text += Encoding.Latin1.GetString(buffer, 0, socket.Receive(buffer));
        }

        return text;
    }
}
