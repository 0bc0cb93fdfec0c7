using Ucm.Grains.Interfaces.Configuration;
using Ucm.Storage;

namespace Ucm.Silo.Configuration;

/// <summary>The connections of a silo to PostgreSQL, and whether each knows which server answers.</summary>
internal static class DatabaseLinks
{
    private const string OptOut = $"{StorageOptions.Section}:{nameof(StorageOptions.AllowUnverifiedServer)}";

    /// <summary>One sentence for each that does not and may not go without.</summary>
    public static IEnumerable<string> FindFaults(StorageOptions storage) => storage.AllowUnverifiedServer ? [] : FindUnverified(storage);

    /// <summary>One sentence for each that does not.</summary>
    public static IEnumerable<string> FindUnverified(StorageOptions storage) =>
        storage.Provider == StorageProvider.Sqlite
            ? []
            : new[] { (nameof(storage.ConnectionString), storage.ConnectionString), (nameof(storage.MigrationConnectionString), storage.MigrationConnectionString) }
                .Select(static one => DatabaseLink.FindFault($"{StorageOptions.Section}:{one.Item1}", one.Item2, OptOut))
                .OfType<string>();
}
