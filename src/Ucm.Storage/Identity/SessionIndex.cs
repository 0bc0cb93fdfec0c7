using System.Collections.Immutable;
using System.Data.Common;
using Ucm.Storage.Commits;
using Ucm.Storage.Reading;

namespace Ucm.Storage.Identity;

internal sealed class SessionIndex(IReadPool reads) : ISessionIndex
{
    private const string OfUser =
        "select id, user_name, kind, address, methods, opened_at, expires_at, credential_version, epoch from sessions "
        + "where user_name = @user and expires_at > @after order by opened_at desc, id limit @take";

    public Task<ImmutableArray<SessionRow>> List(string user, DateTimeOffset after, int take, CancellationToken cancellationToken) =>
        reads.Scan(
            OfUser,
            command => command.Set("@user", user).Set("@after", after.Microseconds()).Set("@take", take),
            static async (reader, token) => await reader.ReadAll(Read, token),
            cancellationToken);

    private static SessionRow Read(DbDataReader row) => new(
        row.GetString(0), row.GetString(1), (int)row.GetInt64(2), row.IsDBNull(3) ? null : row.GetString(3), row.GetString(4), row.GetTime(5), row.GetTime(6))
    {
        CredentialVersion = row.GetInt64(7),
        Epoch = row.GetInt64(8),
    };
}
