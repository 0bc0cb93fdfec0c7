using System.Net;
using Microsoft.Extensions.Options;
using Ucm.Frontend.Http.ClientCertificates;
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
            .. HeaderFaults(options),
            .. Faults(nameof(HttpOptions.ProxyProtocol), options.ProxyProtocol),
            .. Faults(nameof(HttpOptions.ForwardedHeaders), options.ForwardedHeaders),
        ];
        return faults.Length == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(faults);
    }

    private static IEnumerable<string> AddressFaults(string address) =>
        address is "*" || address.Equals("localhost", StringComparison.OrdinalIgnoreCase) || IPAddress.TryParse(address, out _)
            ? []
            : [$"{HttpOptions.Section}:{nameof(HttpOptions.Address)} is '{address}'; it must be an IP address, localhost, or * for every interface."];

    private static IEnumerable<string> PortFaults(HttpOptions options)
    {
        (string Name, int Port)[] ports =
        [
            (nameof(HttpOptions.HttpsPort), options.HttpsPort),
            (nameof(HttpOptions.HttpPort), options.HttpPort),
            (nameof(HttpOptions.MtlsPort), options.MtlsPort),
        ];
        return from one in ports.Index()
               from other in ports[..one.Index]
               where one.Item.Port != 0 && one.Item.Port == other.Port
               select $"{HttpOptions.Section}:{other.Name} and {one.Item.Name} are both {other.Port}; each listener needs its own.";
    }

    private static IEnumerable<string> HeaderFaults(HttpOptions options)
    {
        const string Key = $"{HttpOptions.Section}:{nameof(HttpOptions.ClientCertificateHeader)}";
        if (string.IsNullOrEmpty(options.ClientCertificateHeader))
        {
            yield break;
        }

        if (!options.ClientCertificateHeader.All(static letter => char.IsAsciiLetterOrDigit(letter) || letter == '-'))
        {
            const string Advice = $"it must be a header's name of letters, digits and hyphens, such as {CertificateHeader.StandardName}";
            yield return $"{Key} is '{options.ClientCertificateHeader}'; {Advice}.";
        }

        if (options.ForwardedHeaders.From.Count == 0)
        {
            yield return $"{Key} needs {HttpOptions.Section}:{nameof(HttpOptions.ForwardedHeaders)}:From: nobody else's header is read.";
        }
    }

    private static IEnumerable<string> Faults(string key, ProxyListOptions list) => list.From
        .Where(static text => !SenderNetworks.TryParse(text, out _))
        .Select(text => $"{HttpOptions.Section}:{key}:From has '{text}', which is neither an IP address nor a network such as 10.0.0.0/8.");
}
