namespace Ucm.Frontend.Protocols.Ocsp;

/// <summary>Lets so many through per second, a quarter of a second's worth of them at once; the others are told at once that it was not their turn (GCRA).</summary>
internal sealed class OcspLane
{
    private readonly TimeProvider clock;
    private readonly long interval;
    private readonly long burst;
    private long next;

    public OcspLane(int perSecond, TimeProvider clock)
    {
        this.clock = clock;
        interval = Math.Max(1, clock.TimestampFrequency / perSecond);
        burst = Math.Max(interval, clock.TimestampFrequency / 4);
        next = clock.GetTimestamp();
    }

    /// <summary>Whether it is worth trying: takes no place.</summary>
    public bool HasRoom()
    {
        var now = clock.GetTimestamp();
        return Math.Max(Volatile.Read(ref next), now) + interval - now <= burst;
    }

    public bool TryEnter()
    {
        var now = clock.GetTimestamp();
        while (true)
        {
            var expected = Volatile.Read(ref next);
            var after = Math.Max(expected, now) + interval;
            if (after - now > burst)
            {
                return false;
            }

            if (Interlocked.CompareExchange(ref next, after, expected) == expected)
            {
                return true;
            }
        }
    }
}
