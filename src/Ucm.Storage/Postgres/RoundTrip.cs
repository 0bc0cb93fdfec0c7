using System.Data.Common;
using Npgsql;

namespace Ucm.Storage.Postgres;

/// <summary>Statements that travel to the server together, and what to do with their rows.</summary>
internal sealed class RoundTrip(NpgsqlConnection connection)
{
    private readonly List<NpgsqlBatchCommand> commands = [];
    private readonly List<Action<DbDataReader>> readers = [];

    /// <summary>A statement without rows.</summary>
    public void Add(string sql, params ReadOnlySpan<NpgsqlParameter> parameters) => Append(sql, parameters);

    /// <summary>A statement with rows, each of which goes to <paramref name="read"/>.</summary>
    public void Add(string sql, Action<DbDataReader> read, params ReadOnlySpan<NpgsqlParameter> parameters)
    {
        Append(sql, parameters);
        readers.Add(read);
    }

    public async Task Run(CancellationToken cancellationToken)
    {
        await using var batch = new NpgsqlBatch(connection);
        foreach (var command in commands)
            batch.BatchCommands.Add(command);

        await using var reader = await batch.ExecuteReaderAsync(cancellationToken);
        foreach (var read in readers)
        {
            while (await reader.ReadAsync(cancellationToken))
                read(reader);

            await reader.NextResultAsync(cancellationToken);
        }
    }

    private void Append(string sql, ReadOnlySpan<NpgsqlParameter> parameters)
    {
        var command = new NpgsqlBatchCommand(sql);
        foreach (var parameter in parameters)
            command.Parameters.Add(parameter);

        commands.Add(command);
    }
}
