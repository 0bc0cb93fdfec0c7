using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;
using Ucm.Grains.Identity;
using Ucm.Grains.Interfaces;
using Ucm.Grains.Interfaces.Identity;
using Ucm.Grains.Interfaces.Outcomes;

namespace Ucm.Grains.Trust;

/// <summary>
/// Turns what a frontend says of a caller into what the caller's session says. An answer is used for a second; without one nobody is believed (law 9).
/// </summary>
internal sealed partial class CallerSessions(IGrainFactory grains, TimeProvider clock, ILogger<CallerSessions> log)
{
    private const int MaxSessions = 10_000;
    private const int MaxIdLength = 128;
    private static readonly TimeSpan Freshness = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan RetryAfter = TimeSpan.FromSeconds(2);

    /// <summary>Six seconds with all questions: longer than the cluster takes to vote a dead silo out, shorter than what a frontend's caller waits.</summary>
    private static readonly TimeSpan AskAgainAfter = TimeSpan.FromSeconds(0.5);
    private const int Questions = 12;


    private readonly ConcurrentDictionary<string, Answer> answers = new(StringComparer.Ordinal);

    /// <summary>The caller with the session's permissions, or the refusal.</summary>
    public async ValueTask<(Caller? Caller, Refusal? Refusal)> Confirm(Caller claimed)
    {
        if (claimed.Session is not { Length: > 0 and <= MaxIdLength } id)
        {
            return (null, IdentityRefusals.NoSession);
        }

        Outcome<SessionView> session;
        try
        {
            session = await Look(id);
            if (session is { Succeeded: true, Value.ProvenAt: { } provenAt } && claimed.ProvenAt > provenAt)
            {
                // He has proved it since, or the frontend says so: what was heard of the session a moment ago is asked again.
                answers.TryRemove(id, out _);
                session = await Look(id);
            }
        }
        catch (Exception fault)
        {
            LogNotConfirmed(log, fault);
            return (null, new Refusal(RefusalCode.Unavailable, "Who asks could not be confirmed; nothing was changed.", RetryAfter));
        }

        if (!session.Succeeded)
        {
            return (null, session.Refusal);
        }

        var view = session.Value;
        return view.CallerName == claimed.Name && view.Token is null == (claimed.Kind == CallerKind.User)
            ? (WithRights(claimed, view), null)
            : (null, IdentityRefusals.NoSession);
    }

    /// <param name="id">Of a session, or a whole API token: its id alone, which others can see, proves nothing.</param>
    private Task<Outcome<SessionView>> Ask(string id) => ApiTokenText.TryParse(id, out var token, out var secret)
        ? grains.ApiToken(token).Check(secret, CancellationToken.None)
        : grains.Session(id).Look(CancellationToken.None);

    private static Caller WithRights(Caller claimed, SessionView view) => view.MustChangePassword
        ? claimed with { Permissions = [], Grants = [], Since = view.Since, ProvenAt = view.ProvenAt }
        : claimed with { Permissions = view.Permissions, Grants = view.Grants, Since = view.Since, ProvenAt = view.ProvenAt };

    private static bool IsOutageOfSilo(Exception fault) => fault is TimeoutException or SiloUnavailableException or OrleansMessageRejectionException;

    private Task<Outcome<SessionView>> Look(string id)
    {
        var now = clock.GetTimestamp();
        if (answers.TryGetValue(id, out var answer) && !answer.Session.IsFaulted && clock.GetElapsedTime(answer.AskedAt, now) < Freshness)
        {
            return answer.Session;
        }

        if (answers.Count >= MaxSessions)
        {
            answers.Clear();
        }

        // Asked without the caller's cancellation: others wait for the same answer. The silo that held the session may have died a moment ago.
        answer = new Answer(now, Retry.FirstAnswer(() => Ask(id), AskAgainAfter, Questions, IsOutageOfSilo, clock));
        answers[id] = answer;
        return answer.Session;
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "A caller's session could not be asked")]
    private static partial void LogNotConfirmed(ILogger logger, Exception fault);

    private sealed record Answer(long AskedAt, Task<Outcome<SessionView>> Session);
}
