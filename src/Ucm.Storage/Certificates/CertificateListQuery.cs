using System.Data.Common;
using Ucm.Grains.Interfaces.Certificates;
using Ucm.Storage.Reading;

namespace Ucm.Storage.Certificates;

/// <summary>The SQL of a list: only the conditions asked for, so that each combination is a statement of its own with its own plan.</summary>
internal sealed record CertificateListQuery(string Sql, Action<DbCommand> Bind)
{
    public const int MaxTake = 500;

    // Escaping has one character that no fold changes and no dialect gives a meaning of its own.
    private const string Contains = "c.search like @text escape '!'";

    public static CertificateListQuery From(CertificateQuery query)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(query.Take, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(query.Take, MaxTake);
        (string Condition, string Name, object? Value)[] filters =
        [
            ("c.id < @cursor", "@cursor", Cursor.Parse(query.Cursor)),
            ("c.authority = @authority", "@authority", query.Authority?.Value),
            // Written out, so that a planner that keeps plans knows that it may use the index of this status.
            ($"c.status = {(int?)query.Status}", "", (long?)query.Status),
            ("c.is_system = 0", "", query.IncludeSystem ? null : 0L),
            ("c.profile = @profile", "@profile", query.Profile),
            (Contains, "@text", string.IsNullOrEmpty(query.Text) ? null : $"%{Escape(NameText.Fold(query.Text))}%"),
            ("c.not_after < @expires_before", "@expires_before", query.ExpiresBefore?.Microseconds()),
            ("c.not_after > @expires_after", "@expires_after", query.ExpiresAfter?.Microseconds()),
        ];
        var used = Array.FindAll(filters, filter => filter.Value is not null);
        var where = string.Concat(used.Select((filter, index) => (index == 0 ? "where " : "and ") + filter.Condition + " "));
        return new CertificateListQuery(
            $"select {CertificateColumns.Record} from certificates c {where}order by c.id desc limit @take",
            command =>
            {
                command.Set("@take", query.Take + 1);
                foreach (var (_, name, value) in used.Where(filter => filter.Name.Length > 0))
                    command.Set(name, value);
            });
    }

    private static string Escape(string text) =>
        text.Replace("!", "!!", StringComparison.Ordinal).Replace("%", "!%", StringComparison.Ordinal).Replace("_", "!_", StringComparison.Ordinal);
}
