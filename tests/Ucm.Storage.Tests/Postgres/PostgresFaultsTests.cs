using System.Data;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;
using Ucm.Storage.Postgres;
using Ucm.Storage.Reading;
using Ucm.Storage.Tests.Contract;

namespace Ucm.Storage.Tests.Postgres;

/// <summary>A session that the server ends between two commands, which Npgsql's keepalive finds out before the second is sent, is a loss and no refusal of the data.</summary>
[Trait("needs", "server")]
public sealed class PostgresFaultsTests(PostgresFixture fixture) : IClassFixture<PostgresFixture>
{
    private static readonly TimeSpan Bound = TimeSpan.FromSeconds(60);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private StorageOptions Watchful => new() { Provider = StorageProvider.PostgreSql, ConnectionString = fixture.Options.ConnectionString + ";Keepalive=1" };

    [Fact]
    public async Task NoticeLoss_EndedBetweenTwoCommandsOfATransaction_IsALostConnection()
    {
        await using var database = new PostgresDatabase(Watchful);
        await using var connection = await database.Writer.OpenConnectionAsync(Token);

        var fault = await Should.ThrowAsync<NpgsqlException>(PostgresFaults.NoticeLoss(connection, async () =>
        {
            await Execute(connection, "begin");
            End(connection);
            await Execute(connection, "commit");
        }));

        (PostgresFaults.IsLostConnection(fault), PostgresFaults.IsOutage(fault), PostgresFaults.IsConflict(fault)).ShouldBe((true, true, false));
        fault.InnerException!.InnerException.ShouldBeOfType<InvalidOperationException>();
    }

    [Fact]
    public async Task NoticeLoss_WrongUseOfAnOpenConnection_StaysWhatItIs()
    {
        await using var database = new PostgresDatabase(Watchful);
        await using var connection = await database.Writer.OpenConnectionAsync(Token);

        var fault = await Should.ThrowAsync<InvalidOperationException>(PostgresFaults.NoticeLoss(connection, () => Execute(connection, "")));

        PostgresFaults.IsOutage(fault).ShouldBeFalse();
    }

    [Fact]
    public async Task Read_EndedBeforeItsCommandIsSent_IsAnsweredOnAnother()
    {
        await using var services = StorageFixture.Build(Watchful);
        var sessions = new List<int>();

        var answer = await services.GetRequiredService<IReadPool>().Read(
            "select 7",
            command =>
            {
                var connection = (NpgsqlConnection)command.Connection!;
                sessions.Add(connection.ProcessID);
                if (sessions.Count == 1)
                    End(connection);
            },
            static async (reader, token) => await reader.ReadAsync(token) ? reader.GetInt32(0) : 0,
            Token);

        answer.ShouldBe(7);
        sessions.Distinct().Count().ShouldBe(2);
    }

    private static async Task Execute(NpgsqlConnection connection, string sql)
    {
        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync(Token);
    }

    private void End(NpgsqlConnection connection)
    {
        fixture.Scalar($"select pg_terminate_backend({connection.ProcessID})::integer").ShouldBe(1);
        SpinWait.SpinUntil(() => connection.State != ConnectionState.Open, Bound).ShouldBeTrue("The keepalive has not noticed.");
    }
}
