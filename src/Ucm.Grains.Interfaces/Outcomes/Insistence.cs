namespace Ucm.Grains.Interfaces.Outcomes;

/// <summary>
/// Asks a question that many wait for again when it stays without an answer, because it may have been lost with a silo, and takes the first answer that comes, to
/// whichever question. Only for what may be asked twice.
/// </summary>
public static class Insistence
{
    /// <param name="every">How long after a question the next one is asked.</param>
    /// <param name="questions">The most that are asked. After the last one as long is waited again, then it is a <see cref="TimeoutException"/>.</param>
    /// <param name="isLost">Whether a fault is as good as no answer; any other fault is the answer.</param>
    /// <exception cref="TimeoutException">None of the questions was answered.</exception>
    public static async Task<T> Ask<T>(Func<Task<T>> ask, TimeSpan every, int questions, Func<Exception, bool> isLost, TimeProvider clock)
    {
        var open = new List<Task>();
        for (var question = 1; question <= questions; question++)
        {
            open.Add(ask());
            var pause = Task.Delay(every, clock);
            while (await Task.WhenAny([.. open, pause]) is Task<T> answer)
            {
                if (answer.IsCompletedSuccessfully || !isLost(answer.Exception?.InnerException ?? new OperationCanceledException()))
                {
                    return await answer;
                }

                open.Remove(answer);
            }
        }

        throw new TimeoutException("A question was asked several times and never answered.");
    }
}
