using DbUp;
using Microsoft.Data.Sqlite;
using Ucm.Storage.Commits;
using Ucm.Storage.Migrations;

namespace Ucm.Storage.Sqlite;

internal static class SqliteMigration
{
    public static void Run(string connectionString)
    {
        CreatePrivate(new SqliteConnectionStringBuilder(connectionString).DataSource);
        try
        {
            var engine = DeployChanges.To
                .SqliteDatabase(SqliteDatabase.Text(connectionString, SqliteOpenMode.ReadWriteCreate))
                .WithScripts(StorageMigrator.Scripts("Sqlite"))
                .WithVariablesDisabled()
                .WithTransactionPerScript()
                .LogToNowhere()
                .Build();
            StorageMigrator.Apply(engine);
        }
        catch (SqliteException exception)
        {
            throw new StorageUnavailableException($"The database cannot be migrated: {exception.Message}", exception);
        }
    }

    // SQLite gives its journal files the mode of the database file, so it is set before there is any.
    private static void CreatePrivate(string path)
    {
        if (File.Exists(path))
            return;

        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows())
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;

        try
        {
            new FileStream(path, options).Dispose();
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            throw new StorageUnavailableException($"The database file '{path}' cannot be made: {fault.Message}", fault);
        }
    }
}
