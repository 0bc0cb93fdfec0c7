using System.Net;
using System.Net.Sockets;

namespace Ucm.Frontend.Http.RateLimits;

/// <summary>What counts as one address: an IPv4 address, or an IPv6 /64, which one household or server has to itself.</summary>
internal static class AddressSubject
{
    public static string Of(IPAddress address)
    {
        var plain = address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address;
        return plain.AddressFamily == AddressFamily.InterNetworkV6
            ? Convert.ToHexStringLower(plain.GetAddressBytes().AsSpan(0, 8)) + "/64"
            : plain.ToString();
    }
}
