using Ucm.Grains.Interfaces.Revocations;
using Ucm.Storage.Commits;
using Ucm.Storage.Revocations;

namespace Ucm.Grains.Revocations;

/// <summary>Reads the log of revocations within a bounded time: a database that does not answer is as good as none.</summary>
internal sealed class RevocationLog(IRevocationStore revocations)
{
    public const int PageSize = 1000;

    /// <summary>Far above a read of one index entry, far below what a lease can spare.</summary>
    public static readonly TimeSpan Limit = TimeSpan.FromMilliseconds(400);

    /// <summary>Reads that nobody waits for any more still hold a connection each.</summary>
    private const int MaxUnderWay = 8;

    private int underWay;

    /// <summary>
    /// What is in the log after a sequence, by a reading that begins now; a negative number asks for the end only. Null when the database does not answer in time. An end
    /// below <paramref name="after"/> means another log, or an older copy of it.
    /// </summary>
    public async Task<RevocationPage?> Read(long after)
    {
        if (Interlocked.Increment(ref underWay) > MaxUnderWay)
        {
            Interlocked.Decrement(ref underWay);
            return null;
        }

        try
        {
            return await Task.Run(() => Query(after)).WaitAsync(Limit);
        }
        catch (Exception fault) when (fault is StorageUnavailableException or TimeoutException)
        {
            return null;
        }
    }

    private async Task<RevocationPage> Query(long after)
    {
        try
        {
            // One index entry twice a second; the events themselves only when there are any.
            var end = await revocations.LastSequence(CancellationToken.None);
            if (after < 0 || end <= after)
            {
                return new RevocationPage(after < 0 ? end : after, end, [], false);
            }

            var events = await revocations.ListSince(after, PageSize, CancellationToken.None);
            var more = events.Length == PageSize;
            var last = events.IsEmpty ? end : more ? events[^1].Sequence : Math.Max(end, events[^1].Sequence);
            return new RevocationPage(after, last, [.. events.Select(static one => new RevocationNotice(one.Sequence, one.Key))], more);
        }
        finally
        {
            Interlocked.Decrement(ref underWay);
        }
    }
}
