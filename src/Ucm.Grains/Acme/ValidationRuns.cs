using System.Collections.Immutable;
using Ucm.Grains.Interfaces.Acme;

namespace Ucm.Grains.Acme;

/// <summary>The validations of one order that are under way. In memory only: after a crash a challenge is pending again and the client repeats itself.</summary>
internal sealed class ValidationRuns
{
    private readonly Dictionary<(int Authorization, string Type), ValidationRun> runs = [];

    public bool Any => runs.Count > 0;

    /// <summary>Starts the run unless it is under way.</summary>
    public void Start(IGrainBase grain, (int Authorization, string Type) challenge, Func<ValidationRun> create)
    {
        if (!runs.ContainsKey(challenge))
        {
            var run = create();
            runs.Add(challenge, run);
            run.Start(grain);
        }
    }

    /// <summary>The attempts of a run that has ended; null while it is under way, and when there is none.</summary>
    public ImmutableArray<ValidationAttempt>? OutcomeOf(int authorization, string type) => runs.GetValueOrDefault((authorization, type))?.Outcome;

    public void Remove(int authorization, string type) => runs.Remove((authorization, type));

    /// <summary>As a client sees them: what is under way is "processing", with the attempts so far.</summary>
    public ImmutableArray<AcmeAuthorization> Show(ImmutableArray<AcmeAuthorization> authorizations) => Any ? [.. authorizations.Select(Show)] : authorizations;

    private AcmeAuthorization Show(AcmeAuthorization authorization, int index) => authorization with
    {
        Challenges = [.. authorization.Challenges.Select(challenge => runs.TryGetValue((index, challenge.Type), out var run) && challenge.Status == AcmeChallengeStatus.Pending
            ? challenge with { Status = AcmeChallengeStatus.Processing, Attempts = run.Attempts, Error = run.Attempts.LastOrDefault()?.Error }
            : challenge)],
    };
}
