using System.Collections.Immutable;
using Ucm.Grains.Interfaces;
using Ucm.Grains.Interfaces.Acme;
using Ucm.Grains.Interfaces.Outcomes;

namespace Ucm.Grains.Acme;

/// <summary>
/// The attempts of one challenge over time: the first at once, further ones by a timer. Each interleaves with the order's requests while a stranger
/// is waited for; it touches nothing of the order and has the outcome recorded by a request.
/// </summary>
internal sealed class ValidationRun(IGrainFactory grains, IAcmeOrderRecorder order, int authorization, ValidationRequest request)
{
    private static readonly TimeSpan RecordAgain = TimeSpan.FromSeconds(3);
    private IGrainTimer? timer;
    private Task? attempting;

    public ImmutableArray<ValidationAttempt> Attempts { get; private set; } = [];

    /// <summary>The attempts once the last was made; null before.</summary>
    public ImmutableArray<ValidationAttempt>? Outcome => Pause is null ? Attempts : null;

    private TimeSpan? Pause => Attempts.IsEmpty ? TimeSpan.Zero : ValidationSchedule.PauseAfter(request.Type, Attempts);

    /// <summary>Makes the first attempt.</summary>
    public Task Begin() => attempting = Attempt();

    /// <summary>Waits for the first attempt if it is under way, makes the further ones, and has the outcome recorded.</summary>
    public void GoOn(IGrainBase grain)
    {
        attempting = attempting is { IsCompleted: false } ? attempting : null;
        var due = attempting is null ? Pause ?? TimeSpan.Zero : TimeSpan.Zero;
        timer = grain.RegisterGrainTimer(
            static (run, _) => run.Tick(), this, new GrainTimerCreationOptions(due, RecordAgain) { Interleave = true, KeepAlive = true });
    }

    private async Task Tick()
    {
        if (Outcome is null)
        {
            // The next tick is this run's to set: an attempt may take longer than any period.
            timer!.Change(Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
            await (attempting ?? Attempt());
            attempting = null;
            timer.Change(Pause ?? RecordAgain, RecordAgain);
        }

        if (Outcome is not null)
        {
            // When this fails the timer comes again.
            await order.Record(authorization, request.Type, CancellationToken.None);
            timer!.Dispose();
        }
    }

    private async Task Attempt() => Attempts = Attempts.Add(await Ask());

    private async Task<ValidationAttempt> Ask()
    {
        try
        {
            return await grains.ChallengeValidator().Attempt(request, CancellationToken.None);
        }
        catch (Exception fault) when (fault is TimeoutException or OrleansException)
        {
            return new ValidationAttempt(default, [], new Refusal(RefusalCode.Connection, "The validator did not answer."));
        }
    }
}
