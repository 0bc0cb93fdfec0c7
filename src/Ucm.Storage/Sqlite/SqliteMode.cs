using Ucm.Storage.Reading;

namespace Ucm.Storage.Sqlite;

/// <summary>A file that this process made or could open for writing; a full or broken disk is a failure, not a mode.</summary>
internal sealed class SqliteMode : IDatabaseMode
{
    public Task<bool> IsReadOnly(CancellationToken cancellationToken) => Task.FromResult(false);
}
