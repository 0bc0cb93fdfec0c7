using System.Net;
using System.Net.Sockets;
using Microsoft.Extensions.Options;

namespace Ucm.Grains.Acme.Validation;

/// <summary>
/// Where the validator may connect to. Private networks are what an on-prem authority is for; loopback, link-local (cloud metadata lives there) and what is no host are
/// denied unless configured, or a stranger could make us knock at doors that only we can reach.
/// </summary>
internal sealed class AddressPolicy(IOptions<AcmeValidationOptions> options)
{
    private static readonly IPNetwork[] NeverHosts = Parse(
        "0.0.0.0/8", "169.254.0.0/16", "224.0.0.0/4", "240.0.0.0/4", "168.63.129.16/32", "100.100.100.200/32", "::/128", "fe80::/10", "ff00::/8", "fd00:ec2::254/128");

    private static readonly IPNetwork[] Loopback = Parse("127.0.0.0/8", "::1/128");
    private static readonly IPNetwork Nat64 = IPNetwork.Parse("64:ff9b::/96");
    private static readonly IPNetwork SixToFour = IPNetwork.Parse("2002::/16");
    private readonly IPNetwork[] allowed = Parse([.. options.Value.AllowedNetworks]);
    private readonly IPNetwork[] denied = Parse([.. options.Value.DeniedNetworks]);
    private readonly bool allowLoopback = options.Value.AllowLoopback == true;

    public bool Allows(IPAddress address)
    {
        if (Carried(address) is { } inner)
        {
            return Allows(inner) && !Contains(denied, address);
        }

        if (Contains(denied, address))
        {
            return false;
        }

        return Contains(allowed, address) || (Contains(Loopback, address) ? allowLoopback : !Contains(NeverHosts, address));
    }

    /// <summary>The IPv4 address that an IPv6 address stands for: mapped, NAT64 or 6to4; null for all others.</summary>
    private static IPAddress? Carried(IPAddress address)
    {
        if (address.AddressFamily != AddressFamily.InterNetworkV6)
        {
            return null;
        }

        if (address.IsIPv4MappedToIPv6)
        {
            return address.MapToIPv4();
        }

        var octets = address.GetAddressBytes();
        return Nat64.Contains(address) ? new IPAddress(octets.AsSpan(12)) : SixToFour.Contains(address) ? new IPAddress(octets.AsSpan(2, 4)) : null;
    }

    private static bool Contains(IPNetwork[] networks, IPAddress address) => Array.Exists(networks, network => network.Contains(address));

    private static IPNetwork[] Parse(params string[] networks) => Array.ConvertAll(networks, IPNetwork.Parse);
}
