using System.Collections.Immutable;
using Ucm.Grains.Interfaces.Revocations;

namespace Ucm.Grains.Revocations;

/// <summary>The receipts that this silo has given, the last of them with what they are about. Told before a receipt leaves, so that a witness never denies one that somebody holds.</summary>
internal sealed class RevocationLedger
{
    /// <summary>Far more than a feed can be behind: it reads the log when it hears of a receipt.</summary>
    private const int Kept = 4096;

    private readonly Lock gate = new();
    private readonly Queue<RevocationNotice> recent = new();
    private long acknowledged;

    public void Note(RevocationNotice receipt)
    {
        lock (gate)
        {
            acknowledged = Math.Max(acknowledged, receipt.Sequence);
            recent.Enqueue(receipt);
            if (recent.Count > Kept)
            {
                recent.Dequeue();
            }
        }
    }

    /// <summary>The highest sequence there is a receipt for, and those after a sequence as far as they are kept, in the order in which they were given.</summary>
    public (long Acknowledged, ImmutableArray<RevocationNotice> Receipts) After(long sequence)
    {
        lock (gate)
        {
            return (acknowledged, sequence >= acknowledged ? [] : [.. recent.Where(one => one.Sequence > sequence)]);
        }
    }
}
