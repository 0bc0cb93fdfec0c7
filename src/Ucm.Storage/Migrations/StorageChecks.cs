using Ucm.Storage.Postgres;

namespace Ucm.Storage.Migrations;

/// <summary>What a silo proves about its database before it starts. A file of SQLite needs none of it.</summary>
public static class StorageChecks
{
    /// <summary>Before migrating: sessions have their bounds, and the database takes writes.</summary>
    /// <exception cref="Commits.StorageUnavailableException">They have not; one sentence names the parameter and the cure.</exception>
    public static Task Sessions(StorageOptions options, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(options);
        return options.Provider == StorageProvider.PostgreSql ? PostgresSessionCheck.Run(options, cancellationToken) : Task.CompletedTask;
    }

    /// <summary>After migrating: the role finds the tables and may write them.</summary>
    /// <exception cref="Commits.StorageUnavailableException">It may not; one sentence says what it lacks.</exception>
    public static Task Role(StorageOptions options, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(options);
        return options.Provider == StorageProvider.PostgreSql ? PostgresSchemaCheck.RefuseWeakRole(options, cancellationToken) : Task.CompletedTask;
    }
}
