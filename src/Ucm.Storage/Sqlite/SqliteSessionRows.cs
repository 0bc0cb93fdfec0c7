using Ucm.Storage.Commits;
using Ucm.Storage.Reading;

namespace Ucm.Storage.Sqlite;

/// <summary>The rows of <c>sessions</c>.</summary>
internal static class SqliteSessionRows
{
    private const string Session =
        "insert into sessions (user_name, id, kind, address, methods, opened_at, expires_at, credential_version, epoch) "
        + "values (@user, @id, @kind, @address, @methods, @opened_at, @expires_at, @credential_version, @epoch) "
        + "on conflict (id) do update set credential_version = excluded.credential_version, epoch = excluded.epoch";

    private const string Gone = "delete from sessions where id = @id";

    /// <summary>False for a row of another table.</summary>
    public static bool TryWrite(SqliteStatements statements, IndexRow row)
    {
        var command = row switch
        {
            SessionRow session => statements[Session]
                .Set("@user", session.User)
                .Set("@id", session.Id)
                .Set("@kind", (long)session.Kind)
                .Set("@address", session.Address)
                .Set("@methods", session.Methods)
                .Set("@opened_at", session.OpenedAt.Microseconds())
                .Set("@expires_at", session.ExpiresAt.Microseconds())
                .Set("@credential_version", session.CredentialVersion)
                .Set("@epoch", session.Epoch),
            SessionGone gone => statements[Gone].Set("@id", gone.Id),
            _ => null,
        };
        command?.ExecuteNonQuery();
        return command is not null;
    }
}
