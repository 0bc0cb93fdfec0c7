using System.ComponentModel.DataAnnotations;

namespace Ucm.Frontend.Protocols.Ocsp;

/// <summary>The frontend's memory for OCSP answers.</summary>
internal sealed class OcspCacheOptions
{
    public const string Section = "Ucm:OcspCache";

    /// <summary>How many answers are kept; one takes about 2 KiB.</summary>
    [Range(16, 10_000_000)]
    public int Entries { get; set; } = 50_000;
}
