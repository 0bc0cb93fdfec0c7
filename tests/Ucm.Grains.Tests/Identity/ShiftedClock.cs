namespace Ucm.Grains.Tests.Identity;

/// <summary>The real clock, moved ahead at will. Timers stay real: the cluster itself runs on them.</summary>
public sealed class ShiftedClock : TimeProvider
{
    private long _ticks;

    public void Advance(TimeSpan by) => Interlocked.Add(ref _ticks, by.Ticks);

    public override DateTimeOffset GetUtcNow() => base.GetUtcNow() + TimeSpan.FromTicks(Interlocked.Read(ref _ticks));
}
