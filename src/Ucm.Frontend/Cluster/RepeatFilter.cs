using System.Diagnostics.Metrics;

namespace Ucm.Frontend.Cluster;

/// <summary>
/// The one place where a frontend asks again after a silo died under its call. Bounded: what has no answer after <see cref="Timeout"/> is an outage, which the
/// protocols answer with 503, serverInternal or tryLater.
/// </summary>
internal sealed class RepeatFilter(TimeProvider clock) : IOutgoingGrainCallFilter
{
    public static readonly TimeSpan Timeout = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan FirstPause = TimeSpan.FromMilliseconds(50);
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(1);
    private static readonly Meter Meter = new("Ucm.Frontend");
    private static readonly Counter<long> Repeated = Meter.CreateCounter<long>("ucm.frontend.calls.repeated", description: "Grain calls made again after an outage");
    private readonly HedgedCalls seconds = new(clock);

    public async Task Invoke(IOutgoingGrainCallContext context)
    {
        // A silo's own calls end in its own grain's turn; only what an HTTP request or a frontend's service asks is repeated here.
        var repetition = (context.SourceId is { } source && !source.IsClient()) || RepeatedCall.IsBeingMade
            ? Repetition.Never
            : RepeatableCalls.Of(context.InterfaceMethod?.DeclaringType, context.MethodName);
        if (repetition == Repetition.Never)
        {
            await context.Invoke();
            return;
        }

        var (call, began) = (new RepeatedCall(context), clock.GetTimestamp());
        Func<Task> attempt = context.Invoke;
        for (var pause = FirstPause; ; pause = pause * 2 < LongestPause ? pause * 2 : LongestPause)
        {
            try
            {
                await (repetition == Repetition.BesideTheFirst ? seconds.Beside(attempt(), call) : attempt());
                return;
            }
            catch (Exception fault) when (ClusterOutages.IsOutageOfSilo(fault) && clock.GetElapsedTime(began) + pause < Timeout)
            {
                Repeated.Add(1);
                await Task.Delay(pause, clock, call.CancellationToken);
                attempt = call.Make;
            }
        }
    }
}
