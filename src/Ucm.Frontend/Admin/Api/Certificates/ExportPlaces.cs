namespace Ucm.Frontend.Admin.Api.Certificates;

/// <summary>How many long lists this frontend sends at a time, so that they leave room for everybody else.</summary>
internal sealed class ExportPlaces
{
    public const int Most = 4;

    private int _taken;

    /// <summary>Null when there is none free; disposing it gives it back.</summary>
    public IDisposable? TryTake()
    {
        if (Interlocked.Increment(ref _taken) <= Most)
        {
            return new Place(this);
        }

        Interlocked.Decrement(ref _taken);
        return null;
    }

    private sealed class Place(ExportPlaces places) : IDisposable
    {
        public void Dispose() => Interlocked.Decrement(ref places._taken);
    }
}
