using System.ComponentModel.DataAnnotations;
using System.Net;
using Ucm.Frontend.Hosting;

namespace Ucm.Silo.Configuration;

/// <summary>How silos find each other; the keys of frontends are in <see cref="Frontend.Cluster.ClusterClientOptions"/>.</summary>
internal sealed class ClusterOptions
{
    public const string Section = "Ucm:Cluster";
    private const int DefaultSiloPort = 11111;
    private const int DefaultGatewayPort = 30000;

    [Required]
    public string ClusterId { get; set; } = "ucm";

    /// <summary>0 takes a free port in Standalone, where nobody else has to find it, and 11111 in the other modes.</summary>
    [Range(0, 65535)]
    public int SiloPort { get; set; }

    /// <summary>0 opens no gateway in Standalone and Node, where the frontend is inside, and takes 30000 in the mode Silo.</summary>
    [Range(0, 65535)]
    public int GatewayPort { get; set; }

    /// <summary>The IP address at which the other silos and the frontends reach this one; it listens there and nowhere else.</summary>
    public string? AdvertisedAddress { get; set; }

    /// <summary>The ports with the defaults of a cluster.</summary>
    public (int Silo, int Gateway) PortsIn(UcmMode mode) =>
        (SiloPort == 0 ? DefaultSiloPort : SiloPort, GatewayPort == 0 && mode == UcmMode.Silo ? DefaultGatewayPort : GatewayPort);

    /// <summary>What Orleans is going to listen on; a port that is chosen freely is left out.</summary>
    public IEnumerable<PortSetting> Ports(UcmMode mode)
    {
        var (silo, gateway) = mode == UcmMode.Standalone ? (SiloPort, GatewayPort) : PortsIn(mode);
        var address = mode == UcmMode.Standalone ? IPAddress.Loopback.ToString() : AdvertisedAddress!;
        return
        [
            new PortSetting($"{Section}:{nameof(SiloPort)}", silo, $"{Section}:{nameof(AdvertisedAddress)}", address),
            new PortSetting($"{Section}:{nameof(GatewayPort)}", gateway, $"{Section}:{nameof(AdvertisedAddress)}", address),
        ];
    }

    /// <summary>One sentence for each thing that keeps a cluster from forming.</summary>
    public IEnumerable<string> FindFaults()
    {
        if (string.IsNullOrWhiteSpace(ClusterId))
        {
            yield return $"{Section}:ClusterId must not be empty.";
        }

        if (!IPAddress.TryParse(AdvertisedAddress, out var address) || address.Equals(IPAddress.Any) || address.Equals(IPAddress.IPv6Any))
        {
            yield return $"{Section}:AdvertisedAddress must be the IP address at which the other silos reach this one, not '{AdvertisedAddress}'.";
        }
    }
}
