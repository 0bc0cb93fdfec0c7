using System.Data.Common;
using Microsoft.Data.Sqlite;
using Npgsql;

namespace Ucm.Storage;

/// <summary>Reads connection strings as the database's client will.</summary>
internal static class ConnectionStrings
{
    /// <summary>Why it cannot be read, as the rest of a sentence; null when it can.</summary>
    public static string? FindFault(StorageProvider provider, string text)
    {
        var words = new DbConnectionStringBuilder();
        try
        {
            words.ConnectionString = text;
        }
        catch (ArgumentException)
        {
            return "is not a connection string (Keyword=value;…).";
        }

        // One word at a time, so that the one at fault can be named without its value.
        return words.Keys!.Cast<string>().FirstOrDefault(word => !CanSet(provider, word, words[word])) is { } wrong
            ? $"has '{wrong}', which {provider} does not know or cannot take with that value."
            : provider switch
            {
                StorageProvider.Sqlite when new SqliteConnectionStringBuilder(text).DataSource.Length == 0 => "names no file (Data Source=…).",
                StorageProvider.PostgreSql when string.IsNullOrEmpty(new NpgsqlConnectionStringBuilder(text).Host) => "names no server (Host=…).",
                _ => null,
            };
    }

    private static bool CanSet(StorageProvider provider, string word, object value)
    {
        try
        {
            DbConnectionStringBuilder client = provider == StorageProvider.Sqlite ? new SqliteConnectionStringBuilder() : new NpgsqlConnectionStringBuilder();
            client[word] = value;
            return true;
        }
        catch (Exception fault) when (fault is ArgumentException or FormatException or OverflowException or InvalidCastException or NotSupportedException)
        {
            return false;
        }
    }
}
