using System.Collections.Concurrent;
using Ucm.Grains.Interfaces;

namespace Ucm.Frontend.Protocols.Crl;

/// <summary>
/// The CRLs in force. Asks the grain at most once a second, and for the bytes only when there is a new number; a large one is fetched while the last one is served, and an
/// outage leaves a valid CRL standing.
/// </summary>
internal sealed partial class CrlSource(IGrainFactory grains, TimeProvider clock, ILogger<CrlSource> log)
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan Timeout = TimeSpan.FromSeconds(10);

    /// <summary>Who could have the last one waits no longer for the next.</summary>
    private static readonly TimeSpan ShortTimeout = TimeSpan.FromMilliseconds(500);

    private readonly ConcurrentDictionary<CrlName, Slot> slots = new();

    /// <summary>Null when there is none that is valid.</summary>
    public async Task<CrlDocument?> Find(CrlName name)
    {
        var slot = slots.GetOrAdd(name, static _ => new Slot());
        if (clock.GetUtcNow() >= slot.LookAgainAt)
        {
            var looking = slot.Join(() => Look(name, slot));
            try
            {
                await looking.WaitAsync(IsValid(slot.Document) ? ShortTimeout : Timeout);
            }
            catch (TimeoutException)
            {
                // It goes on; the next to ask finds what it brought.
            }
        }

        return IsValid(slot.Document) ? slot.Document : null;
    }

    private bool IsValid(CrlDocument? document) => document is not null && clock.GetUtcNow() < document.NextUpdate;

    private async Task Look(CrlName name, Slot slot)
    {
        try
        {
            var grain = grains.Crl(name.Scope);
            var known = slot.Document?.Number ?? 0;
            var crl = await (name.IsDelta ? grain.GetDelta(known, CancellationToken.None) : grain.Get(known, CancellationToken.None)).WaitAsync(Timeout);
            if (crl.Succeeded && crl.Value.Number != known)
            {
                slot.Replace(await CrlFetch.Fetch(grain, crl.Value));
            }
        }
        catch (Exception fault) when (fault is TimeoutException or Orleans.Runtime.OrleansException or OperationCanceledException or InvalidOperationException
            or InvalidDataException or IOException or UnauthorizedAccessException)
        {
            LogFailed(fault, name.Scope.Path(name.IsDelta));
        }

        if (slot.Document is null)
        {
            // Names that lead to nothing must not add up.
            slots.TryRemove(KeyValuePair.Create(name, slot));
        }

        slot.LookAgainAt = clock.GetUtcNow() + Interval;
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "The CRL {Path} could not be had.")]
    private partial void LogFailed(Exception fault, string path);

    private sealed class Slot
    {
        private readonly Lock joining = new();
        private Task? looking;
        private long lookAgainAt;

        public CrlDocument? Document { get; private set; }

        public DateTimeOffset LookAgainAt
        {
            get => new(Volatile.Read(ref lookAgainAt), TimeSpan.Zero);
            set => Volatile.Write(ref lookAgainAt, value.UtcTicks);
        }

        public Task Join(Func<Task> look)
        {
            lock (joining)
            {
                return looking is { IsCompleted: false } ? looking : looking = Task.Run(look);
            }
        }

        public void Replace(CrlDocument next)
        {
            var last = Document;
            Document = next;
            last?.Retire();
        }
    }
}
