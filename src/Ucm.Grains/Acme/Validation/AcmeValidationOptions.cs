using System.ComponentModel.DataAnnotations;
using System.Net;

namespace Ucm.Grains.Acme.Validation;

/// <summary>How challenges are validated.</summary>
internal sealed class AcmeValidationOptions
{
    public const string Section = "Ucm:Acme:Validation";

    /// <summary>Where http-01 is answered; 80 everywhere but in tests.</summary>
    [Range(1, 65535)]
    public int HttpPort { get; set; } = 80;

    /// <summary>Where tls-alpn-01 is answered, and the port that redirects to https may name beside 443.</summary>
    [Range(1, 65535)]
    public int TlsAlpnPort { get; set; } = 443;

    /// <summary>Resolvers as <c>address:port</c>; without any the system resolves, hosts file included.</summary>
    public IList<string> DnsServers { get; } = [];

    /// <summary>Where a zone's own name servers are asked; 53 everywhere but in tests.</summary>
    [Range(1, 65535)]
    public int DnsPort { get; set; } = 53;

    /// <summary>By default on in Standalone and off in the other modes.</summary>
    public bool? AllowLoopback { get; set; }

    /// <summary>Networks (CIDR) that are validated although they would be denied by default.</summary>
    public IList<string> AllowedNetworks { get; } = [];

    /// <summary>Networks (CIDR) that are never connected to; these win over everything else.</summary>
    public IList<string> DeniedNetworks { get; } = [];

    /// <summary>Validations under way at once on one silo; each has one connection at most.</summary>
    [Range(1, 100_000)]
    public int Maximum { get; set; } = 2000;

    /// <summary>Of these, of one account.</summary>
    [Range(1, 100_000)]
    public int MaximumPerAccount { get; set; } = 500;

    /// <summary>Connections at once from one silo to one address; validations beyond wait a few seconds for one.</summary>
    [Range(1, 10_000)]
    public int MaximumPerHost { get; set; } = 32;

    /// <summary>DNS questions at once on one silo; those beyond wait for their turn as long as their attempt lasts.</summary>
    [Range(1, 100_000)]
    public int MaximumDnsQuestions { get; set; } = 4000;

    /// <summary>One sentence for each fault.</summary>
    public IEnumerable<string> Faults() =>
    [
        .. DnsServers.Where(static server => !IPEndPoint.TryParse(server, out _)).Select(static server => $"{Section}:DnsServers: '{server}' is not address:port."),
        .. AllowedNetworks.Concat(DeniedNetworks).Where(static network => !IPNetwork.TryParse(network, out _)).Select(static network => $"{Section}: '{network}' is not a network such as 10.0.0.0/8."),
    ];
}
