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

    public async Task<Outcome<CertificatePage>> ListCertificates(CertificateQuery query, Caller caller, CancellationToken cancellationToken)
    {
        if (!caller.MaySomewhere(Permission.CertificatesRead))
        {
            return Refusals.Forbidden(Permission.CertificatesRead);
        }

        query = query with { Scopes = ScopesOf(caller) };

        return query switch
        {
            { Take: < 1 or > MaxPage } => new Refusal(RefusalCode.Malformed, $"A page has 1 to {MaxPage} certificates."),
            { Text.Length: > CertificateQuery.MaxText } or { Name.Length: > CertificateQuery.MaxText } =>
                new Refusal(RefusalCode.Malformed, $"A text to search for has at most {CertificateQuery.MaxText} characters."),
            { Text: { } text } when text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries).Length > CertificateQuery.MaxWords =>
                new Refusal(RefusalCode.Malformed, $"A text to search for has at most {CertificateQuery.MaxWords} words."),
            _ => await Read(certificates.List(query, cancellationToken)),
        };
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
