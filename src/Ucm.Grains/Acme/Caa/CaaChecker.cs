using System.Collections.Immutable;
using DnsClient;
using DnsClient.Protocol;
using Ucm.Grains.Acme.Validation;
using Ucm.Grains.Interfaces.Acme;
using Ucm.Grains.Interfaces.Outcomes;

namespace Ucm.Grains.Acme.Caa;

/// <summary>
/// Asks DNS whether this authority may issue for names (RFC 8659 §3): the records of the name, or of the nearest name above it that has any, up to
/// the top-level domain. What cannot be asked is refused (law 9).
/// </summary>
internal sealed class CaaChecker(DnsLookup lookup, TimeProvider clock)
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(10);

    /// <summary>One finding for each question, in order.</summary>
    public async Task<ImmutableArray<CaaFinding>> Check(ImmutableArray<CaaQuestion> questions, ValidationPolicy policy, CancellationToken cancellationToken) =>
        [.. await Task.WhenAll(questions.Select(question => Check(question, policy, cancellationToken)))];

    public async Task<CaaFinding> Check(CaaQuestion question, ValidationPolicy policy, CancellationToken cancellationToken)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(Limit);
        try
        {
            var (where, records) = await Find(
                question.Name.StartsWith("*.", StringComparison.Ordinal) ? question.Name[2..] : question.Name, policy, limit.Token);
            return CaaRules.WhyNot(records, question, policy) is { } why
                ? Refuse($"The CAA records of {where} forbid a certificate for {question.Name}: {why}.", isFinal: true)
                : new CaaFinding(clock.GetUtcNow(), null, IsFinal: false);
        }
        catch (ValidationException fault)
        {
            return Refuse(
                $"The CAA records of {question.Name} could not be read, so that no certificate may be issued. {fault.Refusal.Detail}", isFinal: false);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return Refuse(
                $"The CAA records of {question.Name} could not be read within {Limit.TotalSeconds:0} seconds, so that no certificate may be issued.",
                isFinal: false);
        }
    }

    private async Task<(string Where, IReadOnlyList<CaaEntry> Records)> Find(string name, ValidationPolicy policy, CancellationToken cancellationToken)
    {
        foreach (var step in DnsText.Climb(name))
        {
            var found = await lookup.Find(step, QueryType.CAA, policy.AskAuthoritative, cancellationToken);
            if (found.Records.Count > 0)
            {
                var where = found.Names.Count > 1 ? $"{found.Last} (which CNAME records lead to from {step})" : step;
                return (where, [.. found.Records.OfType<CaaRecord>().Select(CaaEntry.From)]);
            }
        }

        return (name, []);
    }

    private CaaFinding Refuse(string detail, bool isFinal) => new(clock.GetUtcNow(), new Refusal(RefusalCode.Caa, detail), isFinal);
}
