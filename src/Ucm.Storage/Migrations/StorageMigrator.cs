using DbUp.Engine;
using Ucm.Storage.Postgres;
using Ucm.Storage.Sqlite;

namespace Ucm.Storage.Migrations;

/// <summary>Brings the schema up to date, forward only.</summary>
public static class StorageMigrator
{
    /// <exception cref="DatabaseTooNewException">The journal names a script that this program does not have; nothing was changed.</exception>
    /// <exception cref="Commits.StorageUnavailableException">The database cannot be opened or a script failed; that script was rolled back.</exception>
    public static void Migrate(StorageOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        switch (options.Provider)
        {
            case StorageProvider.Sqlite:
                SqliteMigration.Run(options.ConnectionString);
                break;
            case StorageProvider.PostgreSql:
                PostgresMigration.Run(options);
                break;
            default:
                throw new NotSupportedException($"There is no storage on {options.Provider}.");
        }
    }

    /// <summary>The embedded scripts of one dialect; the journal keeps their names, so a file is never renamed.</summary>
    internal static IEnumerable<SqlScript> Scripts(string dialect)
    {
        var prefix = $"{typeof(StorageMigrator).Namespace}.{dialect}/";
        var assembly = typeof(StorageMigrator).Assembly;
        return assembly.GetManifestResourceNames()
            .Where(name => name.StartsWith(prefix, StringComparison.Ordinal) && name.EndsWith(".sql", StringComparison.Ordinal))
            .Order(StringComparer.Ordinal)
            .Select(name => SqlScript.FromStream(name[prefix.Length..^".sql".Length], assembly.GetManifestResourceStream(name)!));
    }

    internal static void RefuseNewer(UpgradeEngine engine)
    {
        var unknown = engine.GetExecutedButNotDiscoveredScripts();
        if (unknown.Count > 0)
            throw new DatabaseTooNewException([.. unknown]);
    }

    internal static void Apply(UpgradeEngine engine)
    {
        RefuseNewer(engine);
        var upgrade = engine.PerformUpgrade();
        if (!upgrade.Successful)
            throw new Commits.StorageUnavailableException($"Migration {upgrade.ErrorScript?.Name} failed: {upgrade.Error.Message}", upgrade.Error);
    }
}
