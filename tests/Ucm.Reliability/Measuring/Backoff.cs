using System.Security.Cryptography;

namespace Ucm.Reliability.Measuring;

/// <summary>Waits between attempts: doubling from 50 ms to 2 s, with a third of chance so that clients do not come back in step.</summary>
internal sealed class Backoff
{
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(2);
    private TimeSpan next = TimeSpan.FromMilliseconds(50);

    /// <param name="asked">Retry-After, followed up to five seconds.</param>
    public Task Wait(TimeSpan? asked, CancellationToken cancellationToken)
    {
        var chance = 0.67 + (RandomNumberGenerator.GetInt32(0, 660) / 1000.0);
        var wait = next * chance;
        if (asked is { } wanted && wanted > wait)
            wait = wanted < TimeSpan.FromSeconds(5) ? wanted : TimeSpan.FromSeconds(5);

        next = next * 2 < Longest ? next * 2 : Longest;
        return Task.Delay(wait, cancellationToken);
    }
}
