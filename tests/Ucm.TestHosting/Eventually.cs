namespace Ucm.TestHosting;

/// <summary>Waits for a condition, not for a time; the time is only where a test gives up.</summary>
public static class Eventually
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(50);
    private static readonly TimeSpan GiveUpAfter = TimeSpan.FromSeconds(60);

    /// <summary>Reads until what is read is wanted.</summary>
    /// <exception cref="TimeoutException">It did not come true; the message holds what was read last.</exception>
    public static async Task<T> Get<T>(Func<Task<T>> read, Func<T, bool> wanted, TimeSpan? limit = null)
    {
        using var timer = new PeriodicTimer(Pause);
        using var end = new CancellationTokenSource(limit ?? GiveUpAfter);
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
                throw new TimeoutException($"It did not come true within {limit ?? GiveUpAfter}; last seen: {value}");
            }
        }
    }

    public static Task Until(Func<Task<bool>> condition, TimeSpan? limit = null) => Get(condition, static met => met, limit);

    public static Task Until(Func<bool> condition, TimeSpan? limit = null) => Until(() => Task.FromResult(condition()), limit);
}
