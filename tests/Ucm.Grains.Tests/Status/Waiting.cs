using System.Diagnostics;

namespace Ucm.Grains.Tests.Status;

/// <summary>Waits for a condition, not for a time; the time is only where a test gives up.</summary>
internal static class Waiting
{
    private static readonly TimeSpan GiveUpAfter = TimeSpan.FromSeconds(60);

    public static async Task Until(Func<Task<bool>> condition)
    {
        var began = Stopwatch.GetTimestamp();
        while (!await condition())
        {
            Stopwatch.GetElapsedTime(began).ShouldBeLessThan(GiveUpAfter, "The condition did not come true.");
            await Task.Delay(50);
        }
    }

    public static Task Until(Func<bool> condition) => Until(() => Task.FromResult(condition()));
}
