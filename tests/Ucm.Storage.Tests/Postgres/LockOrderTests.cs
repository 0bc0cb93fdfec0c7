using Microsoft.Extensions.Logging.Abstractions;
using Npgsql;
using Ucm.Storage.Certificates;
using Ucm.Storage.GrainStorage;
using Ucm.Storage.Postgres;
using Ucm.Storage.Tests.Contract;
using Ucm.Storage.Writing;
using Ucm.TestHosting;

namespace Ucm.Storage.Tests.Postgres;

/// <summary>
/// A batch locks the rows it changes in the order of their keys, whatever the planner thinks of it. Two silos that complete the same certificates, each with an activation of its own, otherwise wait
/// for each other crosswise until the server sees it, a second later.
/// </summary>
[Trait("needs", "server")]
public sealed class LockOrderTests(PostgresFixture fixture) : IClassFixture<PostgresFixture>
{
    // The plan that visits rows as they lie in the table.
    private const string OrderOfTheTable = ";Options=-c enable_seqscan=on -c enable_nestloop=off -c enable_mergejoin=off -c enable_indexscan=off -c enable_bitmapscan=off";

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Law02_Complete_LocksInTheOrderOfTheKeys()
    {
        var authority = Samples.Authority();
        var keys = Enumerable.Range(0, 2).Select(_ => Samples.Key(authority)).OrderByDescending(key => key.ToString(), StringComparer.Ordinal).ToArray();
        foreach (var key in keys)
            await fixture.Get<ICertificateStore>().Reserve(Samples.Intent(key), Samples.Companion("x"), Token);

        await LocksFirst(
            Row("certificates", $"serial = '\\x{keys[1].Serial}'"),
            Row("certificates", $"serial = '\\x{keys[0].Serial}'"),
            [.. keys.Select(key => new CompleteCommand(key, Samples.Bytes(10)))]);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task ChangesOfGrainState_LockInTheOrderOfTheKeys(bool clear)
    {
        var prefix = Samples.Token();
        string[] keys = [$"{prefix}/b", $"{prefix}/a"];
        foreach (var key in keys)
            await Execute(fixture.Options.ConnectionString, [new WriteGrainStateCommand(key, null, 1, default)]);

        await LocksFirst(
            Row("grain_state", $"key = '{keys[1]}'"),
            Row("grain_state", $"key = '{keys[0]}'"),
            [.. keys.Select(key => clear ? (StorageCommand)new ClearGrainStateCommand(key, 1) : new WriteGrainStateCommand(key, 1, 2, default))]);
    }

    private static string Row(string table, string condition) => $"select 1 from {table} where {condition} for update nowait";

    private async Task LocksFirst(string first, string second, StorageCommand[] batch)
    {
        await using var other = await Begin();
        await Run(other, first);
        var working = Execute(fixture.Options.ConnectionString + OrderOfTheTable, batch);
        await Eventually.Until(() => Task.FromResult(fixture.Scalar("select count(*) from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'") > 0));

        await using (var third = await Begin())
            await Run(third, second);

        await Run(other, "rollback");
        await working;
    }

    private async Task Execute(string connectionString, StorageCommand[] commands)
    {
        var options = new StorageOptions { Provider = StorageProvider.PostgreSql, ConnectionString = connectionString, WriteTimeout = TimeSpan.FromSeconds(30) };
        await using var database = new PostgresDatabase(options);
        await using var executor = new PostgresBatchExecutor(database, options, TimeProvider.System, fixture.Get<StorageMetrics>(), NullLogger<PostgresBatchExecutor>.Instance);
        var units = Array.ConvertAll(commands, command => new WriteUnit(command));
        await executor.Execute(units);
        Array.ForEach(units, unit => unit.Acknowledge());
        await Task.WhenAll(units.Select(unit => unit.Completion));
    }

    private async Task<NpgsqlConnection> Begin()
    {
        var connection = new NpgsqlConnection(fixture.Options.ConnectionString + ";Pooling=false");
        await connection.OpenAsync(Token);
        await Run(connection, "begin");
        return connection;
    }

    private static async Task Run(NpgsqlConnection connection, string sql)
    {
        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync(Token);
    }
}
