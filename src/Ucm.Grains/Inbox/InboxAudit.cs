using Ucm.Grains.Interfaces.Identity;
using Ucm.Grains.Outcomes;
using Ucm.Storage.Commits;
using Ucm.Storage.Inbox;

namespace Ucm.Grains.Inbox;

/// <summary>What is written beside a change of a request (law 5): the row of lists and who did what.</summary>
internal static class InboxAudit
{
    public static CommitCompanion Changed(string id, InboxRequestState next, string action, Caller caller, DateTimeOffset now)
    {
        var detail = Detail.Of(
            ("authority", next.Authority.Value),
            ("profile", next.Profile),
            ("requester", next.Requester.ToString()),
            ("subject", next.Subject),
            ("reason", next.Reason),
            ("certificate", next.Certificate));
        var entry = new AuditEntry(now, caller.ToString(), caller.Address, $"request.{action}", $"request:{id}", detail);
        return CommitCompanion.Of(entry) with { Index = [Row(id, next)] };
    }

    private static InboxRow Row(string id, InboxRequestState next) =>
        new(id, next.Requester.ToString(), next.Requester.User, next.Authority.Value, next.Profile, next.Status)
        {
            Subject = next.Subject,
            Names = next.Names,
            Owner = next.Owner,
            Note = next.Note,
            SubmittedAt = next.SubmittedAt,
            ExpiresAt = next.ExpiresAt,
            DecidedAt = next.DecidedAt,
            DecidedBy = next.DecidedBy,
            Reason = next.Reason,
            Certificate = next.Certificate,
        };
}
