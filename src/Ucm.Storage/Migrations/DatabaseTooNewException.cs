namespace Ucm.Storage.Migrations;

/// <summary>The database was migrated by a later release; this one does not know what is in it and leaves it alone.</summary>
public sealed class DatabaseTooNewException(IReadOnlyList<string> unknownScripts)
    : Exception($"The database is newer than this program: it has {string.Join(", ", unknownScripts)}.")
{
    public IReadOnlyList<string> UnknownScripts { get; } = unknownScripts;
}
