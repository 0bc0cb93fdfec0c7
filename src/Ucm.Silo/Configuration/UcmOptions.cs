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

/// <summary>The ways to run (docs/architecture.md).</summary>
internal enum UcmMode
{
    /// <summary>Silo and frontend on SQLite, alone.</summary>
    Standalone,

    /// <summary>Silo and frontend in one process on PostgreSQL, one of several equals.</summary>
    Node,

    /// <summary>A cluster member without a frontend: HTTP for health and metrics only.</summary>
    Silo,
}
