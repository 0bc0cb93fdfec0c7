using System.Globalization;
using Ucm.Storage.Reading;

namespace Ucm.Storage.Inbox;

/// <summary>Where a page of requests ended: time and id of its last row.</summary>
public static class InboxCursor
{
    public static string Of(InboxRow row) => $"{row.SubmittedAt.Microseconds().ToString("x", CultureInfo.InvariantCulture)}-{row.Id}";

    /// <exception cref="FormatException">Not a cursor of ours.</exception>
    internal static (long SubmittedAt, string Id) Parse(string cursor)
    {
        var dash = cursor.IndexOf('-', StringComparison.Ordinal);
        return cursor.Length <= 80
            && dash > 0
            && long.TryParse(cursor.AsSpan(0, dash), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var time)
            ? (time, cursor[(dash + 1)..])
            : throw new FormatException("Not a cursor.");
    }
}
