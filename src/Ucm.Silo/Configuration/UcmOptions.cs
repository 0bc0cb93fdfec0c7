using System.ComponentModel.DataAnnotations;

namespace Ucm.Silo.Configuration;

/// <summary>What this process is.</summary>
internal sealed class UcmOptions
{
    public const string Section = "Ucm";

    public UcmMode Mode { get; set; } = UcmMode.Standalone;

    /// <summary>Relative paths are taken from the working directory.</summary>
    [Required]
    public string DataDirectory { get; set; } = "./ucm-data";
}

/// <summary>The ways to run (docs/architecture.md). Node and Silo need PostgreSQL and are refused until issue 3 brings them.</summary>
internal enum UcmMode
{
    Standalone,
    Node,
    Silo,
}
