using System.Globalization;
using System.Text;
using System.Text.Json;

namespace Ucm.Frontend.Admin.Api.Certificates;

/// <summary>Certificates as lines of CSV (RFC 4180) and of JSON, as lists show them.</summary>
internal static class CertificateRows
{
    private static readonly (string Name, Func<CertificateAnswer, string?> Value)[] Columns =
    [
        ("id", static row => row.Id),
        ("serial", static row => row.Serial),
        ("authority", static row => row.Authority),
        ("status", static row => row.Status),
        ("profile", static row => row.Profile),
        ("profile_version", static row => row.ProfileVersion?.ToString(CultureInfo.InvariantCulture)),
        ("subject", static row => row.Subject),
        ("names", static row => string.Join(' ', row.Names)),
        ("not_before", static row => Text(row.NotBefore)),
        ("not_after", static row => Text(row.NotAfter)),
        ("created_at", static row => Text(row.CreatedAt)),
        ("requester", static row => row.Requester),
        ("channel", static row => row.Channel),
        ("key_sha256", static row => row.KeySha256),
        ("revoked_at", static row => Text(row.Revocation?.RevokedAt)),
        ("revocation_reason", static row => row.Revocation?.Reason),
        ("owner", static row => row.Owner),
        ("labels", static row => row.Labels is null ? null : string.Join(' ', row.Labels.Select(static label => $"{label.Key}={label.Value}"))),
        ("notes", static row => row.Notes),
        ("renews", static row => row.Renews),
    ];

    public static string CsvHeader => string.Join(',', Columns.Select(static column => column.Name)) + "\r\n";

    public static void WriteCsv(StringBuilder page, CertificateAnswer row) =>
        page.AppendJoin(',', Columns.Select(column => Cell(column.Value(row) ?? string.Empty))).Append("\r\n");

    public static void WriteJson(StringBuilder page, CertificateAnswer row) =>
        page.Append(JsonSerializer.Serialize(row, ApiJson.Default.CertificateAnswer)).Append('\n');

    /// <summary>A spreadsheet takes a text that begins like a formula for one: such a text gets an apostrophe in front.</summary>
    private static string Cell(string text)
    {
        var harmless = text.Length > 0 && text[0] is '=' or '+' or '-' or '@' or '\t' or '\r' or '\n' ? "'" + text : text;
        return harmless.AsSpan().ContainsAny(",\"\r\n") ? $"\"{harmless.Replace("\"", "\"\"", StringComparison.Ordinal)}\"" : harmless;
    }

    private static string? Text(DateTimeOffset? time) => time?.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);
}
