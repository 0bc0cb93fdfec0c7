namespace Ucm.Grains.Tests.Faults;

/// <summary>The real clock, so many hours ahead: what stored times decide can be tested while timers still run.</summary>
internal sealed class ShiftedClock : TimeProvider
{
    private long offset;

    public TimeSpan Offset
    {
        get => new(Volatile.Read(ref offset));
        set => Volatile.Write(ref offset, value.Ticks);
    }

    public override DateTimeOffset GetUtcNow() => base.GetUtcNow() + Offset;
}
