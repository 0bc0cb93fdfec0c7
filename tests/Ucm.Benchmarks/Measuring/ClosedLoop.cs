using System.Diagnostics;

namespace Ucm.Benchmarks.Measuring;

/// <summary>So many callers, each beginning the next operation when the last is done.</summary>
internal static class ClosedLoop
{
    public static async Task<double> Rate(int callers, TimeSpan duration, Func<Task> operation)
    {
        var done = 0L;
        var clock = Stopwatch.StartNew();
        await Task.WhenAll(Enumerable.Range(0, callers).Select(_ => Task.Run(async () =>
        {
            while (clock.Elapsed < duration)
            {
                await operation();
                Interlocked.Increment(ref done);
            }
        })));
        return done / clock.Elapsed.TotalSeconds;
    }
}
