using Ucm.Storage.Reading;

namespace Ucm.Storage.Postgres;

/// <summary>Asks a session that could write: a provider that runs out of space makes the server read-only, and a primary may become a standby.</summary>
internal sealed class PostgresMode(PostgresDatabase database) : IDatabaseMode
{
    private const string Sql = "select pg_is_in_recovery() or current_setting('transaction_read_only')::boolean";

    public async Task<bool> IsReadOnly(CancellationToken cancellationToken)
    {
        try
        {
            await using var command = database.Plain.CreateCommand(Sql);
            return await command.ExecuteScalarAsync(cancellationToken) is true;
        }
        catch (Exception fault) when (PostgresFaults.IsOutage(fault) && !cancellationToken.IsCancellationRequested)
        {
            return false;
        }
    }
}
