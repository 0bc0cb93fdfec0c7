using System.Collections.Immutable;
using System.Data.Common;
using Ucm.Storage.Commits;
using Ucm.Storage.Reading;

namespace Ucm.Storage.Acme;

internal sealed class ExternalAccountIndex(IReadPool reads) : IExternalAccountIndex
{
    private const string Columns =
        "select kid, server, name, status, version, content, created_at, created_by, changed_at, changed_by, key_changed_at, "
        + "(select count(*) from acme_external_bindings b where b.kid = a.kid) from acme_external_accounts a where kid > @after ";

    private const string Order = "order by kid limit @take";
    private const string OfKey = "select count(*) from acme_external_bindings where kid = @kid";
    private const string OfAccount = "select kid from acme_external_bindings where account_id = @account";

    public Task<ImmutableArray<ListedExternalAccount>> List(ExternalAccountFilter filter, int take, CancellationToken cancellationToken)
    {
        (string Condition, string Name, string? Value)[] conditions =
        [
            ("and server = @server ", "@server", filter.Server),
            ("and status = @status ", "@status", filter.Status),
            ("and lower(name) like @text escape '!' ", "@text", filter.Text is { } text ? Pattern(text) : null),
        ];
        var used = Array.FindAll(conditions, static condition => condition.Value is not null);
        return reads.Scan(
            Columns + string.Concat(used.Select(static condition => condition.Condition)) + Order,
            command =>
            {
                command.Set("@after", filter.After ?? string.Empty).Set("@take", take);
                foreach (var (_, name, value) in used)
                    command.Set(name, value);
            },
            static async (reader, token) => await reader.ReadAll(Read, token),
            cancellationToken);
    }

    public Task<int> CountAccounts(string kid, CancellationToken cancellationToken) =>
        reads.Read(
            OfKey,
            command => command.Set("@kid", kid),
            static async (reader, token) =>
            {
                await reader.ReadAsync(token);
                return (int)reader.GetInt64(0);
            },
            cancellationToken);

    public Task<string?> FindBinding(string account, CancellationToken cancellationToken) =>
        reads.Read(
            OfAccount,
            command => command.Set("@account", account),
            static async (reader, token) => await reader.ReadAsync(token) ? reader.GetString(0) : null,
            cancellationToken);

    private static string Pattern(string text) =>
        "%"
        + text.ToLowerInvariant()
            .Replace("!", "!!", StringComparison.Ordinal)
            .Replace("%", "!%", StringComparison.Ordinal)
            .Replace("_", "!_", StringComparison.Ordinal)
        + "%";

    private static ListedExternalAccount Read(DbDataReader row) => new(
        new ExternalAccountRow(row.GetString(0), row.GetString(1), row.GetString(2), row.GetString(3), row.GetInt64(4), row.GetString(5))
        {
            CreatedAt = row.GetTime(6),
            CreatedBy = row.GetString(7),
            ChangedAt = row.GetTime(8),
            ChangedBy = row.GetString(9),
            KeyChangedAt = row.GetTime(10),
        },
        (int)row.GetInt64(11));
}
