using System.Collections.Concurrent;
using Ucm.Grains.Interfaces.Certificates;
using Ucm.Grains.Interfaces.Revocations;

namespace Ucm.Frontend.Status;

/// <summary>
/// Up to which revocation this frontend is current, and until when it may believe so (law 4): three seconds from the moment it last <i>asked</i> a feed that then
/// confirmed, less the age of the feed's proof, by this machine's own steady clock.
/// </summary>
internal sealed class RevocationLease(TimeProvider clock)
{
    public static readonly TimeSpan Duration = TimeSpan.FromSeconds(3);

    /// <summary>Beyond this many events in memory the oldest are remembered as one number.</summary>
    private const int MaxEvents = 16_384;

    private readonly ConcurrentDictionary<CertificateKey, long> events = new();
    private readonly ConcurrentQueue<RevocationNotice> order = new();
    private readonly long duration = (long)(Duration.TotalSeconds * clock.TimestampFrequency);
    private readonly Lock applying = new();
    private long validUntil = long.MinValue;
    private long sequence = -1;
    private long forgottenTo;
    private int epoch;

    /// <summary>Raised for each event, before <see cref="Sequence"/> passes it.</summary>
    public event Action<CertificateKey>? Changed;

    /// <summary>Raised when events cannot be known one by one: everything cached may be wrong.</summary>
    public event Action? Lost;

    /// <summary>−1 before the first confirmation.</summary>
    public long Sequence => Volatile.Read(ref sequence);

    /// <summary>Grows when everything known becomes worthless: what was asked before must not be kept after.</summary>
    public int Epoch => Volatile.Read(ref epoch);

    public bool IsHeld() => clock.GetTimestamp() < Volatile.Read(ref validUntil);

    /// <summary>The newest event that may concern the certificate.</summary>
    public long LastEvent(CertificateKey key) => events.TryGetValue(key, out var at) ? at : Volatile.Read(ref forgottenTo);

    /// <summary>Takes what the feed sent, in whatever order pages come. False when there is a gap before the page.</summary>
    public bool Apply(RevocationPage page)
    {
        lock (applying)
        {
            if (sequence >= 0 && page.After > sequence)
            {
                return false;
            }

            if (sequence < 0)
            {
                // What came before the beginning is not known one by one: whoever answers must know all of it.
                Volatile.Write(ref forgottenTo, Math.Max(page.After, 0));
            }

            foreach (var notice in page.Events)
            {
                if (notice.Sequence > sequence)
                {
                    Remember(notice);
                    Changed?.Invoke(notice.Key);
                }
            }

            Volatile.Write(ref sequence, Math.Max(sequence, page.Last));
            return true;
        }
    }

    /// <param name="askedAt">The clock's timestamp before the question was sent.</param>
    /// <param name="age">How old the proof was when the answer was given; the answer was given after the question was asked.</param>
    public void Confirm(long askedAt, TimeSpan age) =>
        Volatile.Write(ref validUntil, askedAt + duration - (long)(Math.Max(0, age.TotalSeconds) * clock.TimestampFrequency));

    /// <summary>Begins anew at the feed's present: whatever was cached is forgotten.</summary>
    public void Restart()
    {
        lock (applying)
        {
            Volatile.Write(ref validUntil, long.MinValue);
            Volatile.Write(ref sequence, -1);
            Interlocked.Increment(ref epoch);
            events.Clear();
            order.Clear();
            Lost?.Invoke();
        }
    }

    private void Remember(RevocationNotice notice)
    {
        events[notice.Key] = notice.Sequence;
        order.Enqueue(notice);
        while (order.Count > MaxEvents && order.TryDequeue(out var oldest))
        {
            Volatile.Write(ref forgottenTo, oldest.Sequence);
            events.TryRemove(KeyValuePair.Create(oldest.Key, oldest.Sequence));
        }
    }
}
