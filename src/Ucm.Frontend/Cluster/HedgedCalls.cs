using System.Diagnostics.Metrics;

namespace Ucm.Frontend.Cluster;

/// <summary>
/// Sends a second attempt when the first has no answer after one second. A call to a silo that died would otherwise wait for its full time-out. Few at once, so that a
/// cluster which is merely slow does not get twice the work.
/// </summary>
internal sealed class HedgedCalls(TimeProvider clock)
{
    /// <summary>By then a silo that was killed has been voted out (docs/reliability.md), so that the second call goes to another one.</summary>
    public static readonly TimeSpan After = TimeSpan.FromSeconds(1);

    /// <summary>A silo's death leaves about as many calls of one frontend without an answer as it has connections in use.</summary>
    public const int AtOnce = 128;

    private static readonly Meter Meter = new("Ucm.Frontend");
    private static readonly Counter<long> Made = Meter.CreateCounter<long>("ucm.frontend.calls.seconded", description: "Grain calls made again beside a first one that stayed without an answer");
    private int underWay;

    /// <summary>How many have been made and not ended.</summary>
    public int UnderWay => Volatile.Read(ref underWay);

    /// <summary>Ends with whichever succeeds first, or with the fault of the first when neither does.</summary>
    public async Task Beside(Task first, RepeatedCall call)
    {
        await first.WaitAsync(After, clock).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        if (first.IsCompleted || !TryBegin())
        {
            await first;
            return;
        }

        var second = Second(call);
        var answer = await Task.WhenAny(first, second);
        if (!answer.IsCompletedSuccessfully)
        {
            answer = answer == first ? second : first;
            await answer.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }

        (answer == first ? second : first).Ignore();
        await (answer.IsCompletedSuccessfully ? answer : first);
    }

    private bool TryBegin()
    {
        if (Interlocked.Increment(ref underWay) <= AtOnce)
        {
            return true;
        }

        Interlocked.Decrement(ref underWay);
        return false;
    }

    private async Task Second(RepeatedCall call)
    {
        try
        {
            Made.Add(1);
            await call.Make();
        }
        finally
        {
            Interlocked.Decrement(ref underWay);
        }
    }
}
