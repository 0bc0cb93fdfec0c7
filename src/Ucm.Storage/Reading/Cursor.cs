using System.Collections.Immutable;
using System.Globalization;

namespace Ucm.Storage.Reading;

/// <summary>Where a page ended: the id of its last row. Opaque to callers, checked when it comes back.</summary>
internal static class Cursor
{
    private const char Mark = 'c';

    /// <summary>Null when the rows, of which one more than a page was asked for, end here.</summary>
    public static string? After<T>(ImmutableArray<T> rows, int take, Func<T, long> id) =>
        rows.Length > take ? Mark + id(rows[take - 1]).ToString("x", CultureInfo.InvariantCulture) : null;

    /// <exception cref="FormatException">Not a cursor of ours.</exception>
    public static long? Parse(string? cursor)
    {
        if (cursor is null)
            return null;

        return cursor is [Mark, ..] and { Length: <= 17 }
            && long.TryParse(cursor.AsSpan(1), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var id) && id > 0
            ? id
            : throw new FormatException("Not a cursor.");
    }
}
