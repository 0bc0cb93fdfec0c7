using System.Buffers;
using System.Net;
using Shouldly;
using Ucm.Frontend.Http.Proxies;

namespace Ucm.Frontend.Tests.Http;

public sealed class ProxyHeaderTests
{
    public static TheoryData<byte[]> Unsupported =>
    [
        ProxyHeaders.Header(0x11, 0x11, new byte[12]), // version 1
        ProxyHeaders.Header(0x31, 0x11, new byte[12]), // version 3
        ProxyHeaders.Header(0x22, 0x11, new byte[12]), // no such command
        ProxyHeaders.Header(0x21, 0x00, []), // of an unknown family
        ProxyHeaders.Header(0x21, 0x12, new byte[12]), // UDP
        ProxyHeaders.Header(0x21, 0x31, new byte[216]), // UNIX
        ProxyHeaders.Header(0x21, 0x11, new byte[11]), // too short for its addresses
        ProxyHeaders.Header(0x21, 0x21, new byte[35]),
        ProxyHeaders.Header(0x21, 0x11, new byte[ProxyHeader.MaxLength]), // too long
        ProxyHeaders.Header(0x20, 0x00, new byte[ushort.MaxValue]),
    ];

    [Fact]
    public void Read_Tcp4_GivesTheClientAndWhereItsBytesBegin()
    {
        var header = ProxyHeaders.Tcp4("203.0.113.7");

        var reading = ProxyHeader.Read(new([.. header, .. "GET /"u8]));

        reading.ShouldBe(new(ProxyHeaderStatus.Complete, 28, new IPEndPoint(IPAddress.Parse("203.0.113.7"), 0xC001)));
    }

    [Theory]
    [InlineData("2001:db8::7", "2001:db8::7")]
    [InlineData("::ffff:203.0.113.7", "203.0.113.7")]
    public void Read_Tcp6_GivesTheClient(string client, string expected)
    {
        var reading = ProxyHeader.Read(new(ProxyHeaders.Tcp6(client)));

        reading.ShouldBe(new(ProxyHeaderStatus.Complete, 52, new IPEndPoint(IPAddress.Parse(expected), 0xC001)));
    }

    [Fact]
    public void Read_Extensions_AreSkipped()
    {
        var header = ProxyHeaders.Tcp4("203.0.113.7", [0x02, 0x00, 0x03, 0x63, 0x61, 0x2E, 0x04, 0x00, 0x00]);

        ProxyHeader.Read(new(header)).ShouldBe(new(ProxyHeaderStatus.Complete, 37, new IPEndPoint(IPAddress.Parse("203.0.113.7"), 0xC001)));
    }

    [Fact]
    public void Read_Local_HasNoClientWhateverFollows()
    {
        ProxyHeader.Read(new(ProxyHeaders.Local())).ShouldBe(new(ProxyHeaderStatus.Complete, 16, null));
        ProxyHeader.Read(new(ProxyHeaders.Header(0x20, 0x11, new byte[12]))).ShouldBe(new(ProxyHeaderStatus.Complete, 28, null));
    }

    [Fact]
    public void Read_EveryBeginningOfAHeader_IsIncomplete()
    {
        var header = ProxyHeaders.Tcp4("203.0.113.7", new byte[40]);

        for (var length = 0; length < header.Length; length++)
        {
            ProxyHeader.Read(new(header, 0, length)).Status.ShouldBe(ProxyHeaderStatus.Incomplete);
        }
    }

    [Fact]
    public void Read_OneByteASegment_IsTheSame()
    {
        var header = ProxyHeaders.Tcp6("2001:db8::7");

        ProxyHeader.Read(Segments([.. header, 1, 2, 3], size: 1)).ShouldBe(ProxyHeader.Read(new(header)));
    }

    [Theory]
    [MemberData(nameof(Unsupported))]
    public void Read_WhatIsNotSupported_IsMalformed(byte[] header) => ProxyHeader.Read(new(header)).Status.ShouldBe(ProxyHeaderStatus.Malformed);

    [Theory]
    [InlineData("GET / HTTP/1.1\r\n")]
    [InlineData("\r\nGET / HTTP/1.1\r\n")]
    [InlineData("PROXY TCP4 203.0.113.7 10.0.0.1 1 2\r\n")]
    [InlineData("\u0016\u0003\u0001")]
    [InlineData("\r\n\r\n\0\r\nQUIT\r")]
    public void Read_AnythingElse_IsAbsent(string text) =>
        ProxyHeader.Read(new(System.Text.Encoding.Latin1.GetBytes(text))).Status.ShouldBe(ProxyHeaderStatus.Absent);

    /// <summary>Random bytes, and headers with a few bytes changed or cut off, in segments of any size.</summary>
    [Fact]
    public void Read_RandomBytes_NeverThrowsAndNeverReadsTooFar()
    {
        var random = new Random(20261130);
        byte[][] seeds = [ProxyHeaders.Tcp4("203.0.113.7", new byte[300]), ProxyHeaders.Tcp6("2001:db8::7"), ProxyHeaders.Local()];
        for (var run = 0; run < 100_000; run++)
        {
            var input = Mutate(random, [.. seeds[random.Next(seeds.Length)]], random.Next(10));

            var reading = ProxyHeader.Read(Segments(input, random.Next(1, 64)));

            reading.Length.ShouldBeInRange(0, Math.Min(input.Length, ProxyHeader.MaxLength));
            (reading.Length > 0).ShouldBe(reading.Status == ProxyHeaderStatus.Complete);
        }
    }

    private static byte[] Mutate(Random random, byte[] input, int changes)
    {
        if (changes == 9)
        {
            random.NextBytes(input);
        }

        for (var change = 0; change < changes; change++)
        {
            input[random.Next(input.Length)] = (byte)random.Next(256);
        }

        return input[..random.Next(input.Length + 1)];
    }

    private static ReadOnlySequence<byte> Segments(byte[] bytes, int size)
    {
        var first = new Segment(bytes.AsMemory(0, Math.Min(size, bytes.Length)), 0);
        var last = first;
        for (var at = size; at < bytes.Length; at += size)
        {
            last = last.Append(bytes.AsMemory(at, Math.Min(size, bytes.Length - at)));
        }

        return new(first, 0, last, last.Memory.Length);
    }

    private sealed class Segment : ReadOnlySequenceSegment<byte>
    {
        public Segment(ReadOnlyMemory<byte> memory, long index) => (Memory, RunningIndex) = (memory, index);

        public Segment Append(ReadOnlyMemory<byte> memory)
        {
            var next = new Segment(memory, RunningIndex + Memory.Length);
            Next = next;
            return next;
        }
    }
}
