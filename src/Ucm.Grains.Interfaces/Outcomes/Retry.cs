namespace Ucm.Grains.Interfaces.Outcomes;

/// <summary>Repeats calls that may have been lost with a silo that died. Only for calls that do no harm when they are made twice.</summary>
public static class Retry
{
    /// <summary>Makes the call again each <paramref name="interval"/> while no attempt has an answer, and takes the first answer of any attempt.</summary>
    /// <param name="attempts">The most that are made. After the last one an interval is waited, then it is a <see cref="TimeoutException"/>.</param>
    /// <param name="isTransient">Whether a fault is as good as no answer; any other fault is the answer.</param>
    /// <exception cref="TimeoutException">No attempt was answered.</exception>
    public static async Task<T> FirstAnswer<T>(Func<Task<T>> call, TimeSpan interval, int attempts, Func<Exception, bool> isTransient, TimeProvider clock)
    {
        var open = new List<Task>();
        for (var attempt = 1; attempt <= attempts; attempt++)
        {
            open.Add(call());
            var pause = Task.Delay(interval, clock);
            while (await Task.WhenAny([.. open, pause]) is Task<T> answer)
            {
                if (answer.IsCompletedSuccessfully || !isTransient(answer.Exception?.InnerException ?? new OperationCanceledException()))
                {
                    return await answer;
                }

                open.Remove(answer);
            }
        }

        throw new TimeoutException("A call was made several times and never answered.");
    }
}
