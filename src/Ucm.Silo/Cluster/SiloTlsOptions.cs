namespace Ucm.Silo.Cluster;

/// <summary>Who may not come in although enrolled.</summary>
internal sealed class SiloTlsOptions
{
    public const string Section = "Ucm:Cluster:Tls";

    /// <summary>Names of frontends whose certificates do not count any more. A change in a configuration file counts at once, for links that are up too.</summary>
    public string[] DeniedFrontends { get; set; } = [];
}
