using System.Diagnostics.CodeAnalysis;
using System.Net;

namespace Ucm.Frontend.Http.Proxies;

/// <summary>The proxies whose word about a client's address is taken.</summary>
internal sealed class SenderNetworks(IEnumerable<string> networks)
{
    public IReadOnlyList<IPNetwork> All { get; } =
        [.. networks.Select(static text => TryParse(text, out var network) ? network.Value : throw new FormatException($"'{text}' is no network."))];

    /// <summary>A network (<c>10.0.0.0/8</c>) or one address.</summary>
    public static bool TryParse(string text, [NotNullWhen(true)] out IPNetwork? network)
    {
        network = IPNetwork.TryParse(text, out var parsed) ? parsed
            : IPAddress.TryParse(text, out var address) ? new IPNetwork(address, address.GetAddressBytes().Length * 8)
            : null;
        return network is not null;
    }

    /// <summary>An IPv4 address counts as such on a socket for both families too.</summary>
    public bool Contain(IPAddress address)
    {
        var plain = address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address;
        return All.Any(network => network.Contains(plain));
    }
}
