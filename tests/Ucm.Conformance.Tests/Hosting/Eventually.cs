namespace Ucm.Conformance.Tests.Hosting;

/// <summary>Waits for a condition of the running product; fails when it does not come true in time.</summary>
internal static class Eventually
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(200);

    public static async Task<T> Get<T>(Func<Task<T>> read, Func<T, bool> wanted, TimeSpan limit)
    {
        using var timer = new PeriodicTimer(Pause);
        using var end = new CancellationTokenSource(limit);
        while (true)
        {
            var value = await read();
            if (wanted(value))
            {
                return value;
            }

            try
            {
                await timer.WaitForNextTickAsync(end.Token);
            }
            catch (OperationCanceledException)
            {
                throw new TimeoutException($"It did not come true within {limit}; last seen: {value}");
            }
        }
    }
}
