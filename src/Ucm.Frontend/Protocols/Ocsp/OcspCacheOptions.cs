using System.ComponentModel.DataAnnotations;

namespace Ucm.Frontend.Protocols.Ocsp;

/// <summary>The frontend's memory for OCSP answers, and how much work it passes on.</summary>
internal sealed class OcspCacheOptions
{
    public const string Section = "Ucm:OcspCache";

    /// <summary>Memory for answers, everything that is kept with them included. With a P-256 responder one takes about 2 KB.</summary>
    [Range(64 * 1024, 1L << 40)]
    public long Bytes { get; set; } = 100_000_000;

    /// <summary>
    /// Questions per second about serials that look never issued; beyond it the answer is tryLater. Each costs a look into the database and a signature: by default about a
    /// twentieth of the processors' time.
    /// </summary>
    [Range(1, 1_000_000)]
    public int UntaggedPerSecond { get; set; } = 150 * Environment.ProcessorCount;

    /// <summary>Answers being signed for one client (a nonce, several certificates); beyond it the answer is tryLater.</summary>
    [Range(1, 100_000)]
    public int LiveInFlight { get; set; } = 512;

    /// <summary>Calls under way at a time to the signers of one authority; what comes meanwhile is asked together, up to 16 in a call.</summary>
    [Range(1, 1000)]
    public int LiveCalls { get; set; } = Environment.ProcessorCount;
}
