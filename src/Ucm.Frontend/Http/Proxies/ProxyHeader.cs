using System.Buffers;
using System.Buffers.Binary;
using System.Net;

namespace Ucm.Frontend.Http.Proxies;

/// <summary>Reads the binary header of the PROXY protocol, version 2 (haproxy.org, proxy-protocol.txt §2.2). Never throws, whatever the bytes are.</summary>
internal static class ProxyHeader
{
    /// <summary>The longest header taken, extensions (TLVs) included; the format itself allows 64 KiB.</summary>
    public const int MaxLength = 2048;

    private const int FixedLength = 16;
    private const int Tcp4Length = 12;
    private const int Tcp6Length = 36;

    public static ReadOnlySpan<byte> Signature => "\r\n\r\n\0\r\nQUIT\n"u8;

    /// <summary>What the connection begins with. Extensions are skipped.</summary>
    public static ProxyHeaderReading Read(in ReadOnlySequence<byte> input)
    {
        Span<byte> copy = stackalloc byte[FixedLength + Tcp6Length];
        ReadOnlySpan<byte> head = copy[..(int)Math.Min(input.Length, copy.Length)];
        input.Slice(0, head.Length).CopyTo(copy);
        var seen = Math.Min(head.Length, Signature.Length);
        if (!head[..seen].SequenceEqual(Signature[..seen]))
        {
            return new(ProxyHeaderStatus.Absent);
        }

        if (head.Length < FixedLength)
        {
            return new(ProxyHeaderStatus.Incomplete);
        }

        var addresses = BinaryPrimitives.ReadUInt16BigEndian(head[14..]);
        var length = FixedLength + addresses;
        if (length > MaxLength || !IsSupported(head[12], head[13], addresses))
        {
            return new(ProxyHeaderStatus.Malformed);
        }

        return input.Length < length ? new(ProxyHeaderStatus.Incomplete) : new(ProxyHeaderStatus.Complete, length, Client(head));
    }

    /// <summary>LOCAL, which is the proxy speaking for itself, whatever follows; or PROXY with TCP over IPv4 or IPv6.</summary>
    private static bool IsSupported(byte versionAndCommand, byte family, int addresses) => (versionAndCommand, family) switch
    {
        (0x20, _) => true,
        (0x21, 0x11) => addresses >= Tcp4Length,
        (0x21, 0x21) => addresses >= Tcp6Length,
        _ => false,
    };

    private static IPEndPoint? Client(ReadOnlySpan<byte> head)
    {
        var addresses = head[FixedLength..];
        return (head[12], head[13]) switch
        {
            (0x21, 0x11) => new IPEndPoint(new IPAddress(addresses[..4]), BinaryPrimitives.ReadUInt16BigEndian(addresses[8..])),
            (0x21, 0x21) => new IPEndPoint(Plain(new IPAddress(addresses[..16])), BinaryPrimitives.ReadUInt16BigEndian(addresses[32..])),
            _ => null,
        };
    }

    private static IPAddress Plain(IPAddress address) => address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address;
}
