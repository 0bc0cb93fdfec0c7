using Ucm.Grains.Interfaces.Revocations;

namespace Ucm.Grains.Revocations;

/// <summary>The newest events in memory, without a gap up to the end that the feed knows: a frontend that missed a message need not cost a query.</summary>
internal sealed class RecentNotices
{
    private const int Capacity = 4 * RevocationLog.PageSize;
    private readonly Queue<RevocationNotice> notices = new();
    private long after;

    /// <summary>Begins anew: nothing is known of what came up to here.</summary>
    public void Begin(long end)
    {
        notices.Clear();
        after = end;
    }

    public void Add(IReadOnlyCollection<RevocationNotice> events)
    {
        foreach (var one in events)
        {
            notices.Enqueue(one);
        }

        while (notices.Count > Capacity)
        {
            after = notices.Dequeue().Sequence;
        }
    }

    /// <summary>Null when it does not reach back so far.</summary>
    public RevocationPage? Since(long sequence, long end)
    {
        if (sequence < after)
        {
            return null;
        }

        RevocationNotice[] missed = [.. notices.Where(one => one.Sequence > sequence).Take(RevocationLog.PageSize + 1)];
        return missed.Length <= RevocationLog.PageSize
            ? new RevocationPage(sequence, end, [.. missed], false)
            : new RevocationPage(sequence, missed[^2].Sequence, [.. missed[..^1]], true);
    }
}
