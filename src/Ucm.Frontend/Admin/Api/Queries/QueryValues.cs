using System.Globalization;
using Ucm.Frontend.Http;

namespace Ucm.Frontend.Admin.Api.Queries;

/// <summary>The values of a query that <see cref="QueryGuard"/> has let through; null for what was not given.</summary>
internal static class QueryValues
{
    public static string? Text(this IQueryCollection query, string name) => query[name].ToString() is { Length: > 0 } text ? text : null;

    public static long? Number(this IQueryCollection query, string name) =>
        query.Text(name) is { } text ? long.Parse(text, NumberStyles.None, CultureInfo.InvariantCulture) : null;

    public static int Limit(this IQueryCollection query, int otherwise) => (int)(query.Number("limit") ?? otherwise);

    public static DateTimeOffset? Time(this IQueryCollection query, string name) =>
        query.Text(name) is { } text && Rfc3339.TryParse(text, out var time) ? time : null;
}
