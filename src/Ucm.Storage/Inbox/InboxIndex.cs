using System.Collections.Immutable;
using System.Data.Common;
using Ucm.Grains.Interfaces.Inbox;
using Ucm.Storage.Certificates;
using Ucm.Storage.Reading;

namespace Ucm.Storage.Inbox;

internal sealed class InboxIndex(IReadPool reads) : IInboxIndex
{
    private const string Columns =
        "select id, requester, requester_user, authority, profile, status, subject, names, owner, note, submitted_at, expires_at, "
        + "decided_at, decided_by, reason, certificate from inbox_requests ";

    private const string Pending = "select count(*) from inbox_requests where requester_user = @user and status = 1 and expires_at > @now";

    public Task<ImmutableArray<InboxRow>> List(InboxFilter filter, int take, CancellationToken cancellationToken)
    {
        var values = new List<(string Name, object Value)> { ("@take", take) };
        var conditions = Conditions(filter, values).ToArray();
        var where = conditions.Length == 0 ? string.Empty : $"where {string.Join(" and ", conditions)} ";
        return reads.Scan(
            $"{Columns}{where}order by submitted_at desc, id desc limit @take",
            command =>
            {
                foreach (var (name, value) in values)
                    command.Set(name, value);
            },
            static async (reader, token) => await reader.ReadAll(Read, token),
            cancellationToken);
    }

    public Task<int> CountPending(string user, DateTimeOffset now, CancellationToken cancellationToken) =>
        reads.Read(
            Pending,
            command => command.Set("@user", user).Set("@now", now.Microseconds()),
            static async (reader, token) =>
            {
                await reader.ReadAsync(token);
                return (int)reader.GetInt64(0);
            },
            cancellationToken);

    private static IEnumerable<string> Conditions(InboxFilter filter, List<(string Name, object Value)> values)
    {
        string Value(object value)
        {
            values.Add(($"@p{values.Count}", value));
            return values[^1].Name;
        }

        if (filter.Cursor is { } cursor)
        {
            var (time, id) = InboxCursor.Parse(cursor);
            yield return $"(submitted_at, id) < ({Value(time)}, {Value(id)})";
        }

        if (filter.Status is { } status)
        {
            var stored = status == InboxStatus.Expired ? InboxStatus.Pending : status;
            yield return $"status = {(int)stored}";
            if (stored == InboxStatus.Pending)
                yield return $"expires_at {(status == InboxStatus.Expired ? "<=" : ">")} {Value(filter.Now.Microseconds())}";
        }

        if (filter.User is { } user)
            yield return $"requester_user = {Value(user)}";

        if (filter.Authority is { } authority)
            yield return $"authority = {Value(authority)}";

        if (filter.Profile is { } profile)
            yield return $"profile = {Value(profile)}";

        if (filter.SubmittedAfter is { } after)
            yield return $"submitted_at > {Value(after.Microseconds())}";

        if (filter.SubmittedBefore is { } before)
            yield return $"submitted_at < {Value(before.Microseconds())}";

        if (filter.Scopes is { } scopes)
            yield return scopes.IsEmpty ? "1 = 0" : $"({string.Join(" or ", scopes.Select(scope => Scope(scope, Value)))})";
    }

    private static string Scope(InboxScope scope, Func<object, string> value)
    {
        var conditions = new List<string> { "1 = 1" };
        if (!scope.Authorities.IsEmpty)
            conditions.Add($"authority in ({string.Join(", ", scope.Authorities.Select(item => value(item)))})");

        if (!scope.Profiles.IsEmpty)
            conditions.Add($"profile in ({string.Join(", ", scope.Profiles.Select(item => value(item)))})");

        if (scope.User is { } user)
            conditions.Add($"requester_user = {value(user)}");

        if (scope.Since is { } since)
            conditions.Add($"submitted_at >= {value(since.Microseconds())}");

        return $"({string.Join(" and ", conditions)})";
    }

    private static InboxRow Read(DbDataReader row) => new(
        row.GetString(0), row.GetString(1), row.GetString(2), row.GetString(3), row.GetString(4), (InboxStatus)row.GetInt64(5))
    {
        Subject = row.GetString(6),
        Names = NameText.Decode(row.GetString(7)),
        Owner = row.GetTextOrNull(8),
        Note = row.GetTextOrNull(9),
        SubmittedAt = row.GetTime(10),
        ExpiresAt = row.GetTime(11),
        DecidedAt = row.GetTimeOrNull(12),
        DecidedBy = row.GetTextOrNull(13),
        Reason = row.GetTextOrNull(14),
        Certificate = row.GetTextOrNull(15),
    };
}
