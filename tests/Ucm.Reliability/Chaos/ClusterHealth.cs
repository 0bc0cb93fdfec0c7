using Ucm.Reliability.Load;
using Ucm.Reliability.Measuring;
using Ucm.Reliability.Targets;

namespace Ucm.Reliability.Chaos;

/// <summary>The health endpoints of all processes.</summary>
internal sealed class ClusterHealth(HttpClient http, Installation installation)
{
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(500);
    private static readonly TimeSpan Settle = TimeSpan.FromSeconds(2);

    /// <summary>The names of those that are not ready.</summary>
    public async Task<IReadOnlyList<string>> NotReady(CancellationToken cancellationToken)
    {
        var answers = await Task.WhenAll(installation.Health.Select(async target =>
        {
            using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
            limit.CancelAfter(TimeSpan.FromSeconds(3));
            try
            {
                return (target.Name, Ready: (await Answer.Of(http, new HttpRequestMessage(HttpMethod.Get, target.Url), limit.Token)).Succeeded);
            }
            catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
            {
                return (target.Name, Ready: false);
            }
        }));
        return [.. answers.Where(answer => !answer.Ready).Select(answer => answer.Name)];
    }

    /// <summary>Ready at two looks in a row: a silo that woke up too late answers for a moment before it ends itself.</summary>
    /// <param name="whenNot">Called for each that is not ready, on every round.</param>
    public async Task<bool> WaitUntilReady(TimeSpan limit, Func<string, Task> whenNot, CancellationToken cancellationToken)
    {
        var end = WallClock.Now + limit.Microseconds();
        for (var readyInARow = 0; readyInARow < 2;)
        {
            var missing = await NotReady(cancellationToken);
            readyInARow = missing.Count == 0 ? readyInARow + 1 : 0;
            if (WallClock.Now > end)
                return false;

            foreach (var name in missing)
                await whenNot(name);

            await Task.Delay(readyInARow == 1 ? Settle : Interval, cancellationToken);
        }

        return true;
    }
}
