using System.Collections.Immutable;
using System.Data.Common;
using System.Runtime.InteropServices;

namespace Ucm.Storage.Reading;

/// <summary>The few types that go into columns and out of them: microseconds, octets, text, numbers.</summary>
internal static class DbValues
{
    /// <summary>Sets a parameter, of a command that may have been used before.</summary>
    public static DbCommand Set(this DbCommand command, string name, object? value)
    {
        var index = command.Parameters.IndexOf(name);
        if (index >= 0)
        {
            command.Parameters[index].Value = value ?? DBNull.Value;
            return command;
        }

        var parameter = command.CreateParameter();
        parameter.ParameterName = name;
        parameter.Value = value ?? DBNull.Value;
        command.Parameters.Add(parameter);
        return command;
    }

    public static byte[] Octets(this ImmutableArray<byte> value) => ImmutableCollectionsMarshal.AsArray(value) ?? [];

    public static long Microseconds(this DateTimeOffset time) => (time.UtcTicks - DateTimeOffset.UnixEpoch.UtcTicks) / TimeSpan.TicksPerMicrosecond;

    public static long Microseconds(this TimeSpan span) => span.Ticks / TimeSpan.TicksPerMicrosecond;

    /// <summary>The time as it comes back from the database.</summary>
    public static DateTimeOffset AsStored(this DateTimeOffset time) => FromMicroseconds(time.Microseconds());

    public static DateTimeOffset FromMicroseconds(long value) => DateTimeOffset.UnixEpoch.AddTicks(value * TimeSpan.TicksPerMicrosecond);

    public static DateTimeOffset GetTime(this DbDataReader reader, int ordinal) => FromMicroseconds(reader.GetInt64(ordinal));

    public static DateTimeOffset? GetTimeOrNull(this DbDataReader reader, int ordinal) => reader.IsDBNull(ordinal) ? null : reader.GetTime(ordinal);

    public static TimeSpan GetSpan(this DbDataReader reader, int ordinal) => TimeSpan.FromTicks(reader.GetInt64(ordinal) * TimeSpan.TicksPerMicrosecond);

    public static string? GetTextOrNull(this DbDataReader reader, int ordinal) => reader.IsDBNull(ordinal) ? null : reader.GetString(ordinal);

    public static byte[] GetOctets(this DbDataReader reader, int ordinal) => reader.GetFieldValue<byte[]>(ordinal);

    public static ImmutableArray<byte> GetImmutable(this DbDataReader reader, int ordinal) => ImmutableCollectionsMarshal.AsImmutableArray(reader.GetOctets(ordinal));
}
