namespace Ucm.Grains.Signing;

/// <summary>Where the master key is. Set by the composition root from the data directory; there is no setting that holds the key itself.</summary>
public sealed class MasterKeyOptions
{
    /// <summary>A file that only its owner may read; created on first start.</summary>
    public string Path { get; set; } = "";
}
