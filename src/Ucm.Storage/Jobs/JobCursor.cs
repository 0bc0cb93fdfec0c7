using System.Globalization;
using Ucm.Grains.Interfaces.Jobs;
using Ucm.Storage.Reading;

namespace Ucm.Storage.Jobs;

/// <summary>Where a page of jobs ended: time and id of its last row.</summary>
public static class JobCursor
{
    public static string Of(Job job) => $"{job.CreatedAt.Microseconds().ToString("x", CultureInfo.InvariantCulture)}-{job.Id}";

    /// <exception cref="FormatException">Not a cursor of ours.</exception>
    internal static (long CreatedAt, string Id) Parse(string cursor)
    {
        var dash = cursor.IndexOf('-', StringComparison.Ordinal);
        return cursor.Length <= 80
            && dash > 0
            && long.TryParse(cursor.AsSpan(0, dash), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var time)
            ? (time, cursor[(dash + 1)..])
            : throw new FormatException("Not a cursor.");
    }
}
