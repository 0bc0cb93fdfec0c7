namespace Ucm.Storage;

/// <summary>The databases that hold the schema.</summary>
public enum StorageProvider
{
    Sqlite,
    PostgreSql,
}
