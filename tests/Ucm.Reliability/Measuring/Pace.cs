using System.Diagnostics;

namespace Ucm.Reliability.Measuring;

/// <summary>
/// Begins work at a steady rate, whether or not earlier work has ended, up to a number at once. What finds no room is not begun and counted: a slow server must not be
/// spared by clients that wait for it, and must not fill this process's memory either.
/// </summary>
internal sealed class Pace(double perSecond, int atOnce)
{
    private static readonly TimeSpan Tick = TimeSpan.FromMilliseconds(20);
    private int running;

    public long Begun { get; private set; }

    public long Skipped { get; private set; }

    /// <summary>Until it is cancelled; then waits for what has begun, which sees its own end.</summary>
    public async Task Run(Func<long, Task> work, CancellationToken cancellationToken)
    {
        if (perSecond <= 0)
            return;

        var start = Stopwatch.GetTimestamp();
        var tasks = new HashSet<Task>();
        using var timer = new PeriodicTimer(Tick);
        while (await Ticks(timer, cancellationToken))
        {
            tasks.RemoveWhere(task => task.IsCompletedSuccessfully);
            var due = (long)(Stopwatch.GetElapsedTime(start).TotalSeconds * perSecond);
            while (Begun + Skipped < due)
            {
                if (Volatile.Read(ref running) >= atOnce)
                    Skipped++;
                else
                    tasks.Add(Begin(work, Begun++));
            }

            // A fault of this program ends the run instead of thinning it out.
            if (tasks.FirstOrDefault(task => task.IsFaulted) is { } failed)
                await failed;
        }

        await Task.WhenAll(tasks);
    }

    private static async Task<bool> Ticks(PeriodicTimer timer, CancellationToken cancellationToken)
    {
        try
        {
            return await timer.WaitForNextTickAsync(cancellationToken);
        }
        catch (OperationCanceledException)
        {
            return false;
        }
    }

    private async Task Begin(Func<long, Task> work, long number)
    {
        Interlocked.Increment(ref running);
        try
        {
            await work(number);
        }
        finally
        {
            Interlocked.Decrement(ref running);
        }
    }
}
