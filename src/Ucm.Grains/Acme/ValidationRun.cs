using System.Collections.Immutable;
using Ucm.Grains.Interfaces;
using Ucm.Grains.Interfaces.Acme;
using Ucm.Grains.Interfaces.Outcomes;

namespace Ucm.Grains.Acme;

/// <summary>
/// The attempts of one challenge over time. Each tick of its timer interleaves with the order's requests while a stranger is waited for; it touches nothing of the
/// order and has the outcome recorded by a request.
/// </summary>
internal sealed class ValidationRun(IGrainFactory grains, IAcmeOrderRecorder order, int authorization, ValidationRequest request)
{
    private static readonly TimeSpan RecordAgain = TimeSpan.FromSeconds(3);
    private IGrainTimer? timer;

    public ImmutableArray<ValidationAttempt> Attempts { get; private set; } = [];

    /// <summary>The attempts once the last was made; null before.</summary>
    public ImmutableArray<ValidationAttempt>? Outcome => Attempts.Length > 0 && Pause is null ? Attempts : null;

    private TimeSpan? Pause => ValidationSchedule.PauseAfter(request.Type, Attempts);

    public void Start(IGrainBase grain) => timer = grain.RegisterGrainTimer(
        static (run, token) => run.Tick(token),
        this,
        new GrainTimerCreationOptions(TimeSpan.Zero, RecordAgain) { Interleave = true, KeepAlive = true });

    private async Task Tick(CancellationToken cancellationToken)
    {
        if (Outcome is null)
        {
            // The next tick is this run's to set: an attempt may take longer than any period.
            timer!.Change(Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
            Attempts = Attempts.Add(await Attempt(cancellationToken));
            timer.Change(Pause ?? RecordAgain, RecordAgain);
        }

        if (Outcome is not null)
        {
            // When this fails the timer comes again.
            await order.Record(authorization, request.Type, cancellationToken);
            timer!.Dispose();
        }
    }

    private async Task<ValidationAttempt> Attempt(CancellationToken cancellationToken)
    {
        try
        {
            return await grains.ChallengeValidator().Attempt(request, cancellationToken);
        }
        catch (Exception fault) when (fault is TimeoutException or OrleansException)
        {
            return new ValidationAttempt(default, [], new Refusal(RefusalCode.Connection, "The validator did not answer."));
        }
    }
}
