using Npgsql;

namespace Ucm.Storage.Postgres;

/// <summary>One <c>-c name=value</c> of what a session asks for when it starts, and what the server says it is.</summary>
internal sealed record SessionSetting(string Name, string Value, string? Actual = null)
{
    /// <summary>
    /// The server shows keep-alives of its own socket, where a pooler or none may be. That readers are read-only is a second safety: they write
    /// nothing, and one role cannot have both.
    /// </summary>
    public bool MayDiffer => Name.StartsWith("tcp_", StringComparison.Ordinal) || Name == "default_transaction_read_only";

    /// <summary>Ours and the operator's; of two with one name the last counts, as for the server.</summary>
    public static IEnumerable<SessionSetting> Of(string connectionString) =>
        (new NpgsqlConnectionStringBuilder(connectionString).Options ?? "")
            .Split(' ', StringSplitOptions.RemoveEmptyEntries)
            .Select(static word => (word.StartsWith("-c", StringComparison.Ordinal) ? word[2..] : word.TrimStart('-')).Split('=', 2))
            .Where(static parts => parts.Length == 2)
            .Select(static parts => new SessionSetting(parts[0].Replace('-', '_'), parts[1]))
            .GroupBy(static setting => setting.Name, StringComparer.OrdinalIgnoreCase)
            .Select(static same => same.Last());
}
