namespace Ucm.Grains.Certificates;

/// <summary>What frontends may be called.</summary>
internal sealed class FrontendNameOptions
{
    public const string Section = "Ucm:Cluster";

    /// <summary>Host names and addresses, beside those of the public URLs, loopback and the silo's own machine, that frontends get server certificates for.</summary>
    public string[] FrontendNames { get; set; } = [];
}
