using System.Collections.Immutable;
using Orleans.Concurrency;
using Ucm.Grains.Interfaces.Identity;
using Ucm.Grains.Interfaces.Inbox;
using Ucm.Grains.Interfaces.Outcomes;
using Ucm.Grains.Outcomes;
using Ucm.Storage.Inbox;

namespace Ucm.Grains.Inbox;

/// <summary>Lists requests out of the read model; holds nothing.</summary>
[StatelessWorker]
internal sealed class InboxGrain(IInboxIndex index, TimeProvider clock) : Grain, IInboxGrain
{
    private const int MaxTake = 200;
    private const int MaxText = 200;

    public async Task<Outcome<InboxPage>> List(InboxQuery query, CancellationToken cancellationToken)
    {
        if (!query.Caller.MaySomewhere(Permission.RequestsSubmit) && !query.Caller.MaySomewhere(Permission.CertificatesIssue))
        {
            return Refusals.Forbidden(Permission.RequestsSubmit);
        }

        if (query.Take is < 1 or > MaxTake || query.User?.Length > MaxText || query.Authority?.Length > MaxText || query.Profile?.Length > MaxText)
        {
            return new Refusal(RefusalCode.Malformed, $"A page has 1 to {MaxTake} requests, and a text at most {MaxText} characters.");
        }

        var now = clock.GetUtcNow();
        var filter = new InboxFilter(query.Status, query.User, query.Authority, query.Profile, now)
        {
            SubmittedAfter = query.SubmittedAfter,
            SubmittedBefore = query.SubmittedBefore,
            Cursor = query.Cursor,
            Scopes = ScopesOf(query.Caller),
        };
        try
        {
            var rows = await index.List(filter, query.Take + 1, cancellationToken);
            return new InboxPage(
                [.. rows.Take(query.Take).Select(row => Present(row, now))], rows.Length > query.Take ? InboxCursor.Of(rows[query.Take - 1]) : null);
        }
        catch (FormatException)
        {
            return new Refusal(RefusalCode.Malformed, "The cursor is not one of ours.");
        }
    }

    /// <summary>What the caller may see: his own, and what he may issue; null for all.</summary>
    private static ImmutableArray<InboxScope>? ScopesOf(Caller caller) => caller.May(Permission.CertificatesIssue)
        ? null
        :
        [
            new InboxScope([], [], caller.User, caller.Since),
            .. caller.Grants.Where(static grant => grant.Gives(Permission.CertificatesIssue) && !grant.Own)
                .Select(static grant => new InboxScope(grant.Authorities, grant.Profiles, null, null)),
        ];

    private static InboxRequest Present(InboxRow row, DateTimeOffset now) => new(
        row.Id,
        row.Status == InboxStatus.Pending && row.ExpiresAt <= now ? InboxStatus.Expired : row.Status,
        row.Authority,
        row.Profile,
        row.Requester,
        row.SubmittedAt,
        row.ExpiresAt)
    {
        Subject = row.Subject,
        Names = row.Names,
        Owner = row.Owner,
        Note = row.Note,
        DecidedAt = row.DecidedAt,
        DecidedBy = row.DecidedBy,
        Reason = row.Reason,
        Certificate = row.Certificate,
    };
}
