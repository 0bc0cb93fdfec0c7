using System.Net;
using System.Text.RegularExpressions;

namespace Ucm.Grains.Acme.Validation;

/// <summary>Addresses that mean something inside a network only: private, shared, loopback and link-local ones.</summary>
internal static partial class InternalAddresses
{
    private static readonly IPNetwork[] Networks = Array.ConvertAll(
        (string[])["10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "100.64.0.0/10", "127.0.0.0/8", "169.254.0.0/16", "::1/128", "fe80::/10", "fc00::/7"],
        IPNetwork.Parse);

    /// <param name="text">An address, with or without brackets and port.</param>
    public static bool Contains(string text) =>
        (IPAddress.TryParse(text, out var address) || (IPEndPoint.TryParse(text, out var endPoint) && (address = endPoint.Address) is not null))
        && (address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address) is var plain
        && Array.Exists(Networks, network => network.Contains(plain));

    /// <summary>The text with words in place of such addresses.</summary>
    public static string Hide(string text) => Candidates().Replace(text, static match => Contains(match.Value) ? "an internal address" : match.Value);

    [GeneratedRegex(@"\[[0-9A-Fa-f:.]+\](:\d+)?|[0-9A-Fa-f]*:[0-9A-Fa-f:.]*:[0-9A-Fa-f:.]*[0-9A-Fa-f]|\d{1,3}(\.\d{1,3}){3}(:\d+)?")]
    private static partial Regex Candidates();
}
