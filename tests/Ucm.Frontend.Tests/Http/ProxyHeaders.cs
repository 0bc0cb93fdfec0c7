using System.Buffers.Binary;
using System.Net;
using Ucm.Frontend.Http.Proxies;

namespace Ucm.Frontend.Tests.Http;

/// <summary>Headers of the PROXY protocol v2 as a proxy writes them.</summary>
internal static class ProxyHeaders
{
    public static byte[] Tcp4(string client, byte[]? extensions = null) =>
        Header(0x21, 0x11, [.. IPAddress.Parse(client).GetAddressBytes(), 10, 0, 0, 1, 0xC0, 0x01, 0x20, 0xFB, .. extensions ?? []]);

    public static byte[] Tcp6(string client) =>
        Header(0x21, 0x21, [.. IPAddress.Parse(client).GetAddressBytes(), .. IPAddress.IPv6Loopback.GetAddressBytes(), 0xC0, 0x01, 0x20, 0xFB]);

    public static byte[] Local() => Header(0x20, 0x00, []);

    public static byte[] Header(byte versionAndCommand, byte family, byte[] rest)
    {
        byte[] header = [.. ProxyHeader.Signature, versionAndCommand, family, 0, 0, .. rest];
        BinaryPrimitives.WriteUInt16BigEndian(header.AsSpan(14), (ushort)rest.Length);
        return header;
    }
}
