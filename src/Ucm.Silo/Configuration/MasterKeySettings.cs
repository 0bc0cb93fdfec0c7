namespace Ucm.Silo.Configuration;

/// <summary>Where the master key is; all silos of a cluster hold the same one.</summary>
internal sealed class MasterKeySettings
{
    public const string Section = "Ucm:MasterKey";

    /// <summary>A file that only its owner may read; <c>master.key</c> in the data directory unless set.</summary>
    public string? Path { get; set; }
}
