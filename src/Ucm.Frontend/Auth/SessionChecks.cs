using System.Collections.Concurrent;
using System.Security.Claims;
using Ucm.Grains.Interfaces;
using Ucm.Grains.Interfaces.Identity;
using Ucm.Grains.Interfaces.Outcomes;

namespace Ucm.Frontend.Auth;

/// <summary>
/// Asks whether sessions live, once a second each at most. When a grain cannot be asked the exception goes through: nobody is let in on an old answer (law 9).
/// </summary>
internal sealed class SessionChecks(IGrainFactory grains, TimeProvider clock)
{
    private const int MaxSessions = 10_000;
    private static readonly TimeSpan Freshness = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan AskAgainAfter = TimeSpan.FromSeconds(0.5);

    private readonly ConcurrentDictionary<string, Answer> _answers = new(StringComparer.Ordinal);

    /// <summary>The living session with its principal, or null. <paramref name="touch"/>: somebody is there.</summary>
    /// <param name="id">Of a session, or a whole API token, which stands for one.</param>
    public ValueTask<LiveSession?> Check(string id, string scheme, bool touch)
    {
        var now = clock.GetTimestamp();
        if (_answers.TryGetValue(id, out var answer) && clock.GetElapsedTime(answer.AskedAt, now) < Freshness && answer.Serves(scheme, touch))
        {
            return answer.Session.IsCompletedSuccessfully ? new ValueTask<LiveSession?>(answer.Session.GetAwaiter().GetResult()) : new ValueTask<LiveSession?>(answer.Session);
        }

        // Asked without the request's cancellation: others wait for the same answer.
        answer = new Answer(now, scheme, touch, Ask(id, scheme, touch));
        Trim();
        _answers[id] = answer;
        return new ValueTask<LiveSession?>(answer.Session);
    }

    /// <summary>Forgets the answer, after a logout or a changed password on this frontend.</summary>
    public void Forget(string id) => _answers.TryRemove(id, out _);

    private async Task<LiveSession?> Ask(string id, string scheme, bool touch)
    {
        // Every request of the session waits with the question. Faults were repeated by the filter of all calls.
        var outcome = await Retry.FirstAnswer(() => AskGrain(id, touch), AskAgainAfter, attempts: 20, static _ => false, clock);
        if (outcome.Refusal is { Code: RefusalCode.Unavailable })
        {
            // An outage ends no session: the answer is 503 and not 401.
            throw new GrainStateUnavailableException();
        }

        return outcome.Succeeded ? new LiveSession(outcome.Value, outcome.Value.ToPrincipal(scheme)) : null;
    }

    private Task<Outcome<SessionView>> AskGrain(string id, bool touch) => ApiTokenText.TryParse(id, out var token, out var secret)
        ? grains.ApiToken(token).Check(secret, CancellationToken.None)
        : grains.Session(id).Check(touch, CancellationToken.None);

    /// <summary>Answers older than a second are worthless, so clearing all costs one question each.</summary>
    private void Trim()
    {
        if (_answers.Count >= MaxSessions)
        {
            _answers.Clear();
        }
    }

    private sealed record Answer(long AskedAt, string Scheme, bool Touched, Task<LiveSession?> Session)
    {
        /// <summary>A mere look must not stand for somebody who is there: the session would end as idle.</summary>
        public bool Serves(string scheme, bool touch) => Scheme == scheme && (Touched || !touch);
    }
}

/// <summary>A session that lived a second ago.</summary>
internal sealed record LiveSession(SessionView View, ClaimsPrincipal Principal);
