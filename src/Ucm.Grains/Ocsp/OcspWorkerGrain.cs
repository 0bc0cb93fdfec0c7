using System.Collections.Immutable;
using Orleans.Concurrency;
using Ucm.Grains.Interfaces;
using Ucm.Grains.Interfaces.Authorities;
using Ucm.Grains.Interfaces.Certificates;
using Ucm.Grains.Interfaces.Ocsp;
using Ucm.Grains.Interfaces.Outcomes;

namespace Ucm.Grains.Ocsp;

/// <summary>Collects the statuses, then signs with the key that the silo keeps warm: once for each client.</summary>
[StatelessWorker]
internal sealed class OcspWorkerGrain(OcspResponders responders, NeverIssued neverIssued, TimeProvider clock)
    : Grain, IOcspWorkerGrain
{
    /// <summary>A status is had in well under this when it is in memory or the database is well; who needs longer must not hold up the others of the call.</summary>
    private static readonly TimeSpan Brief = TimeSpan.FromMilliseconds(20);

    private static readonly Task<Outcome<OcspStatusAnswer>> Unknown = Task.FromResult(OcspAnswers.Unknown);
    private IOcspStatusGrain? any;

    private AuthorityId Authority => AuthorityId.Parse(this.GetPrimaryKeyString());

    public async Task<Outcome<OcspAnswer>> Respond(OcspLiveQuery query, CancellationToken cancellationToken)
    {
        var question = await Begin(query, new Statuses(), cancellationToken);
        await Task.WhenAll(question.Statuses);
        return Finish(question);
    }

    public Task<Outcome<OcspPolicy>> GetPolicyInForce(CancellationToken cancellationToken) => responders.GetPolicyInForce(Authority, cancellationToken);

    public async Task<Outcome<OcspLiveAnswers>> RespondAll(ImmutableArray<OcspLiveQuery> queries, CancellationToken cancellationToken)
    {
        if (queries.IsDefault || queries.Length > OcspLiveAnswers.MaxCount)
        {
            return new Refusal(RefusalCode.Malformed, $"At most {OcspLiveAnswers.MaxCount} clients are answered in one call.");
        }

        var known = new Statuses();
        var questions = new Question[queries.Length];
        for (var i = 0; i < questions.Length; i++)
        {
            questions[i] = await Begin(queries[i], known, cancellationToken);
        }

        Task all = Task.WhenAll(known.Values);
        await all.WaitAsync(Brief, clock, cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing | ConfigureAwaitOptions.ContinueOnCapturedContext);
        return new OcspLiveAnswers([.. questions.Select(question => question.IsKnown ? Finish(question) : null)]);
    }

    /// <summary>Asks for the statuses and waits for none of them.</summary>
    private async ValueTask<Question> Begin(OcspLiveQuery query, Statuses known, CancellationToken cancellationToken)
    {
        var authority = Authority;
        var responder = await responders.Get(authority, query.PreferredAlgorithms.AsSpan(), cancellationToken);
        if (!responder.Succeeded)
        {
            return new Question(query, responder, []);
        }

        var statuses = new Task<Outcome<OcspStatusAnswer>>[query.CertIds.Length];
        for (var i = 0; i < statuses.Length; i++)
        {
            statuses[i] = OcspKeys.Find(query.CertIds[i], authority, responder.Value.Issuer) is { } key ? StatusOf(key, query.Demand, known, cancellationToken) : Unknown;
        }

        return new Question(query, responder, statuses);
    }

    /// <summary>Clients of one call that ask about the same certificate share one question.</summary>
    private Task<Outcome<OcspStatusAnswer>> StatusOf(CertificateKey key, StatusDemand demand, Statuses known, CancellationToken cancellationToken) =>
        known.TryGetValue((key, demand), out var asked) ? asked : known[(key, demand)] = AskStatus(key, demand, cancellationToken);

    private async Task<Outcome<OcspStatusAnswer>> AskStatus(CertificateKey key, StatusDemand demand, CancellationToken cancellationToken) =>
        await neverIssued.Is(key, cancellationToken) ? OcspAnswers.Unknown : await StatusGrain(key).Status(demand, cancellationToken);

    private Outcome<OcspAnswer> Finish(Question question)
    {
        if (!question.Responder.Succeeded)
        {
            return question.Responder.Refusal;
        }

        var about = new (ImmutableArray<byte>, OcspStatusAnswer)[question.Statuses.Length];
        for (var i = 0; i < about.Length; i++)
        {
            var status = question.Statuses[i].GetAwaiter().GetResult();
            if (!status.Succeeded)
            {
                return status.Refusal;
            }

            about[i] = (question.Query.CertIds[i], status.Value);
        }

        return OcspAnswers.Sign(question.Responder.Value, about, question.Query.Nonce.AsMemory(), clock.GetUtcNow());
    }

    private IOcspStatusGrain StatusGrain(CertificateKey key) => any is null ? any = GrainFactory.OcspStatus(key) : GrainFactory.OcspStatus(any, key);

    private sealed class Statuses : Dictionary<(CertificateKey, StatusDemand), Task<Outcome<OcspStatusAnswer>>>;

    private sealed record Question(OcspLiveQuery Query, Outcome<WarmResponder> Responder, Task<Outcome<OcspStatusAnswer>>[] Statuses)
    {
        public bool IsKnown => Statuses.All(static status => status.IsCompletedSuccessfully);
    }
}
