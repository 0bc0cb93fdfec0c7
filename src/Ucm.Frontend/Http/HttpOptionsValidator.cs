using System.Net;
using Microsoft.Extensions.Options;
using Ucm.Frontend.Http.Proxies;

namespace Ucm.Frontend.Http;

/// <summary>Checks where to listen and the lists of proxies.</summary>
internal sealed class HttpOptionsValidator : IValidateOptions<HttpOptions>
{
    public ValidateOptionsResult Validate(string? name, HttpOptions options)
    {
        string[] faults =
        [
            .. AddressFaults(options.Address),
            .. PortFaults(options),
            .. Faults(nameof(HttpOptions.ProxyProtocol), options.ProxyProtocol),
            .. Faults(nameof(HttpOptions.ForwardedHeaders), options.ForwardedHeaders),
        ];
        return faults.Length == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(faults);
    }

    private static IEnumerable<string> AddressFaults(string address) =>
        address is "*" || address.Equals("localhost", StringComparison.OrdinalIgnoreCase) || IPAddress.TryParse(address, out _)
            ? []
            : [$"{HttpOptions.Section}:{nameof(HttpOptions.Address)} is '{address}'; it must be an IP address, localhost, or * for every interface."];

    private static IEnumerable<string> PortFaults(HttpOptions options) => options.HttpsPort == 0 || options.HttpsPort != options.HttpPort
        ? []
        : [$"{HttpOptions.Section}:{nameof(HttpOptions.HttpsPort)} and {nameof(HttpOptions.HttpPort)} are both {options.HttpPort}; each listener needs its own."];

    private static IEnumerable<string> Faults(string key, ProxyListOptions list) => list.From
        .Where(static text => !SenderNetworks.TryParse(text, out _))
        .Select(text => $"{HttpOptions.Section}:{key}:From has '{text}', which is neither an IP address nor a network such as 10.0.0.0/8.");
}
