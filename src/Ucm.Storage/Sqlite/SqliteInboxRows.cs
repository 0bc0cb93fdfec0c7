using Ucm.Storage.Certificates;
using Ucm.Storage.Commits;
using Ucm.Storage.Inbox;
using Ucm.Storage.Reading;

namespace Ucm.Storage.Sqlite;

/// <summary>The rows of <c>inbox_requests</c>.</summary>
internal static class SqliteInboxRows
{
    private const string Insert =
        "insert into inbox_requests (id, requester, requester_user, authority, profile, status, subject, names, owner, note, submitted_at, expires_at, "
        + "decided_at, decided_by, reason, certificate) "
        + "values (@id, @requester, @user, @authority, @profile, @status, @subject, @names, @owner, @note, @submitted_at, @expires_at, "
        + "@decided_at, @decided_by, @reason, @certificate) "
        + "on conflict (id) do update set status = excluded.status, decided_at = excluded.decided_at, decided_by = excluded.decided_by, "
        + "reason = excluded.reason, certificate = excluded.certificate";

    /// <summary>False for a row of another table.</summary>
    public static bool TryWrite(SqliteStatements statements, IndexRow row)
    {
        if (row is not InboxRow request)
            return false;

        statements[Insert]
            .Set("@id", request.Id)
            .Set("@requester", request.Requester)
            .Set("@user", request.User)
            .Set("@authority", request.Authority)
            .Set("@profile", request.Profile)
            .Set("@status", (long)request.Status)
            .Set("@subject", request.Subject)
            .Set("@names", NameText.Encode(request.Names))
            .Set("@owner", request.Owner)
            .Set("@note", request.Note)
            .Set("@submitted_at", request.SubmittedAt.Microseconds())
            .Set("@expires_at", request.ExpiresAt.Microseconds())
            .Set("@decided_at", request.DecidedAt?.Microseconds())
            .Set("@decided_by", request.DecidedBy)
            .Set("@reason", request.Reason)
            .Set("@certificate", request.Certificate)
            .ExecuteNonQuery();
        return true;
    }
}
