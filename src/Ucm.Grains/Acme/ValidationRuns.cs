using System.Collections.Immutable;
using Ucm.Grains.Acme.Validation;
using Ucm.Grains.Interfaces.Acme;
using Ucm.Grains.Interfaces.Outcomes;

namespace Ucm.Grains.Acme;

/// <summary>
/// The validations of one order that are under way, each with its slot. In memory only: after a crash a challenge is pending again and the
/// client repeats itself.
/// </summary>
internal sealed class ValidationRuns(ValidationSlots slots)
{
    private readonly Dictionary<(int Authorization, string Type), ValidationRun> runs = [];
    private readonly Dictionary<(int Authorization, string Type), IDisposable> taken = [];

    public bool Any => runs.Count > 0;

    public bool IsUnderWay(int authorization, string type) => runs.ContainsKey((authorization, type));

    /// <summary>Takes a slot for a run that is to begin. Refused when there are too many.</summary>
    public Refusal? TryAdd(string account, (int Authorization, string Type) challenge, ValidationRun run)
    {
        if (slots.TryTake(account, out var slot) is { } refusal)
        {
            return refusal;
        }

        runs.Add(challenge, run);
        taken.Add(challenge, slot!);
        return null;
    }

    /// <summary>The attempts of a run that has ended; null while it is under way, and when there is none.</summary>
    public ImmutableArray<ValidationAttempt>? OutcomeOf(int authorization, string type) => runs.GetValueOrDefault((authorization, type))?.Outcome;

    public void Remove(int authorization, string type)
    {
        runs.Remove((authorization, type));
        if (taken.Remove((authorization, type), out var slot))
        {
            slot.Dispose();
        }
    }

    /// <summary>Gives all slots back, when the activation ends.</summary>
    public void GiveBack()
    {
        foreach (var slot in taken.Values)
        {
            slot.Dispose();
        }

        taken.Clear();
    }

    /// <summary>As a client sees them: what is under way is "processing", with the attempts so far.</summary>
    public ImmutableArray<AcmeAuthorization> Show(ImmutableArray<AcmeAuthorization> authorizations) => Any ? [.. authorizations.Select(Show)] : authorizations;

    private AcmeAuthorization Show(AcmeAuthorization authorization, int index) => authorization with
    {
        Challenges = [.. authorization.Challenges.Select(challenge =>
            runs.TryGetValue((index, challenge.Type), out var run) && challenge.Status == AcmeChallengeStatus.Pending
            ? challenge with { Status = AcmeChallengeStatus.Processing, Attempts = run.Attempts, Error = run.Attempts.LastOrDefault()?.Error }
            : challenge)],
    };
}
