using System.ComponentModel.DataAnnotations;

namespace Ucm.Silo.Configuration;

/// <summary>How silos and clients find each other.</summary>
internal sealed class ClusterOptions
{
    public const string Section = "Ucm:Cluster";

    [Required]
    public string ClusterId { get; set; } = "ucm";

    /// <summary>0 takes a free port (Standalone only: nobody else has to find it).</summary>
    [Range(0, 65535)]
    public int SiloPort { get; set; }

    /// <summary>0 opens no gateway: clients outside this process are refused at the door.</summary>
    [Range(0, 65535)]
    public int GatewayPort { get; set; }

    /// <summary>The gateways a frontend of its own connects to.</summary>
    public string[] Gateways { get; set; } = [];
}
