using Npgsql;

namespace Ucm.Storage.Postgres;

/// <summary>Rows turned into columns, which is how <c>unnest</c> takes them.</summary>
internal static class Columns
{
    public static NpgsqlParameter Texts<T>(this IReadOnlyList<T> rows, Func<T, string?> value) => Column(rows, value);

    public static NpgsqlParameter Numbers<T>(this IReadOnlyList<T> rows, Func<T, long> value) => Column(rows, value);

    public static NpgsqlParameter OptionalNumbers<T>(this IReadOnlyList<T> rows, Func<T, long?> value) => Column(rows, value);

    public static NpgsqlParameter Octets<T>(this IReadOnlyList<T> rows, Func<T, byte[]> value) => Column(rows, value);

    public static NpgsqlParameter One<T>(T value) => new NpgsqlParameter<T> { TypedValue = value };

    private static NpgsqlParameter<TValue[]> Column<T, TValue>(IReadOnlyList<T> rows, Func<T, TValue> value)
    {
        var column = new TValue[rows.Count];
        for (var i = 0; i < column.Length; i++)
            column[i] = value(rows[i]);

        return new NpgsqlParameter<TValue[]> { TypedValue = column };
    }
}
