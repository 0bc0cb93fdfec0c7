using System.ComponentModel.DataAnnotations;

namespace Ucm.Frontend.Cluster;

/// <summary>The files that <c>Ucm.Silo frontend enroll</c> wrote for this frontend. Read again when they change.</summary>
internal sealed class ClusterTlsOptions
{
    public const string Section = "Ucm:Cluster:Tls";

    /// <summary>PEM.</summary>
    [Required]
    public string CertificatePath { get; set; } = "";

    /// <summary>PEM; a file that others may read is refused.</summary>
    [Required]
    public string KeyPath { get; set; } = "";

    /// <summary>PEM, the cluster's authority.</summary>
    [Required]
    public string AuthorityPath { get; set; } = "";
}
