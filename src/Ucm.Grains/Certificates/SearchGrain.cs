using System.Collections.Immutable;
using Orleans.Concurrency;
using Ucm.Grains.Interfaces.Certificates;
using Ucm.Grains.Interfaces.Identity;
using Ucm.Grains.Interfaces.Outcomes;
using Ucm.Grains.Outcomes;
using Ucm.Storage.Audit;
using Ucm.Storage.Certificates;

namespace Ucm.Grains.Certificates;

/// <summary>Lists for the console and REST: one query each, whatever the size of the tables.</summary>
[StatelessWorker]
internal sealed class SearchGrain(ICertificateStore certificates, IAuditStore audit, TimeProvider clock) : Grain, ISearchGrain
{
    private const int MaxPage = 500;
    private const int MaxAuditPage = 200;

    public async Task<Outcome<CertificatePage>> ListCertificates(CertificateQuery query, Caller caller, CancellationToken cancellationToken) =>
        Refuse(query, caller) is { } refusal
            ? refusal
            : await Read(certificates.List(query with { Scopes = ScopesOf(caller) }, cancellationToken));

    public async Task<Outcome<MatchCount>> CountMatching(CertificateQuery query, Caller caller, CancellationToken cancellationToken)
    {
        if (Refuse(query, caller) is { } refusal)
        {
            return refusal;
        }

        var count = await certificates.CountUpTo(query with { Scopes = ScopesOf(caller) }, MatchCount.Most + 1, cancellationToken);
        return new MatchCount(Math.Min(count, MatchCount.Most), count <= MatchCount.Most);
    }

    public async Task<Outcome<CertificateCounts>> CountCertificates(Caller caller, CancellationToken cancellationToken) =>
        caller.May(Permission.CertificatesRead)
            ? await certificates.Count(clock.GetUtcNow(), cancellationToken)
            : Refusals.Forbidden(Permission.CertificatesRead);

    public async Task<Outcome<AuditPage>> ListAudit(string? cursor, int take, Caller caller, CancellationToken cancellationToken)
    {
        if (!caller.May(Permission.AuditRead))
        {
            return Refusals.Forbidden(Permission.AuditRead);
        }

        return take is < 1 or > MaxAuditPage
            ? new Refusal(RefusalCode.Malformed, $"A page has 1 to {MaxAuditPage} audit rows.")
            : await Read(audit.List(cursor, take, cancellationToken));
    }

    private static Refusal? Refuse(CertificateQuery query, Caller caller) => query switch
    {
        _ when !caller.MaySomewhere(Permission.CertificatesRead) => Refusals.Forbidden(Permission.CertificatesRead),
        { Take: < 1 or > MaxPage } => new Refusal(RefusalCode.Malformed, $"A page has 1 to {MaxPage} certificates."),
        { Text.Length: > CertificateQuery.MaxText } or { Name.Length: > CertificateQuery.MaxText } or { NameSuffix.Length: > CertificateQuery.MaxText } =>
            new Refusal(RefusalCode.Malformed, $"A text to search for has at most {CertificateQuery.MaxText} characters."),
        { Text: { } text } when text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries).Length > CertificateQuery.MaxWords =>
            new Refusal(RefusalCode.Malformed, $"A text to search for has at most {CertificateQuery.MaxWords} words."),
        _ => null,
    };

    /// <summary>What the caller may see; null for all.</summary>
    private static ImmutableArray<CertificateScope>? ScopesOf(Caller caller) => caller.May(Permission.CertificatesRead)
        ? null
        :
        [
            .. caller.Grants.Where(static grant => grant.Gives(Permission.CertificatesRead))
                .Select(grant => new CertificateScope(grant.Authorities, grant.Profiles, grant.Own ? caller.User : null) { Since = caller.Since }),
        ];

    /// <summary>The stores throw FormatException for a cursor that is not one of theirs.</summary>
    private static async Task<Outcome<T>> Read<T>(Task<T> page)
        where T : class
    {
        try
        {
            return await page;
        }
        catch (FormatException)
        {
            return new Refusal(RefusalCode.Malformed, "The cursor is not one of ours.");
        }
    }
}
