using Ucm.Grains.Interfaces.Revocations;

namespace Ucm.Grains.Revocations;

/// <summary>Proof of how far the log of revocations went at one moment.</summary>
/// <param name="AskedAt">Timestamp from before the proof began: no receipt older than this is missing.</param>
internal sealed record RevocationReading(long AskedAt, RevocationPage Page, ReadingSource Source);

internal enum ReadingSource
{
    /// <summary>This silo read the log.</summary>
    Own,

    /// <summary>Another silo read it for this one.</summary>
    Other,

    /// <summary>Nobody can read, and every silo says that it has given no receipt beyond what is known.</summary>
    Testimony,
}
