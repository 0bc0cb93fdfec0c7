using System.Data.Common;
using Microsoft.Extensions.Logging.Abstractions;
using Npgsql;
using Ucm.Storage.Commits;
using Ucm.Storage.Postgres;
using Ucm.Storage.Reading;
using Ucm.Storage.Writing;
using Ucm.TestHosting;

namespace Ucm.Storage.Tests.Postgres;

/// <summary>Reads that share a trip do not share their faults.</summary>
[Trait("needs", "server")]
public sealed class PostgresSharedReadsTests(PostgresFixture fixture) : IClassFixture<PostgresFixture>
{
    // Not to be computed before it runs: Npgsql would keep a statement whose first Bind failed as prepared and without columns.
    private const string Reciprocal = "select 100 / (@n + (random() > 2)::integer)";

    private static readonly TimeSpan Bound = TimeSpan.FromSeconds(60);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task ReadTogether_OneIsRefusedByTheDatabase_TheOthersAreAnswered()
    {
        var reads = fixture.Get<IReadPool>();

        var answers = Enumerable.Range(0, 50).Select(n => Reciprocals(reads, n)).ToArray();

        await Should.ThrowAsync<StorageUnavailableException>(answers[0]);
        for (var n = 1; n < answers.Length; n++)
            (await answers[n]).ShouldBe(100 / n);
    }

    [Fact]
    public async Task ReadTogether_OneFailsInReadingItsRow_TheOthersAreAnswered()
    {
        var reads = fixture.Get<IReadPool>();

        var broken = reads.ReadTogether<int>(Reciprocal, command => command.Set("@n", 1), static (_, _) => throw new FormatException("Not ours."), Token);
        var answers = Enumerable.Range(1, 20).Select(n => Reciprocals(reads, n)).ToArray();

        await Should.ThrowAsync<FormatException>(broken);
        (await Task.WhenAll(answers)).ShouldBe(Enumerable.Range(1, 20).Select(n => 100 / n));
    }

    [Fact]
    public async Task ReadTogether_LostConnectionCannotBeClosed_EveryCallerIsAnsweredAndLaterOnesToo()
    {
        await using var database = new PostgresDatabase(fixture.Get<StorageOptions>());
        var refusals = 0;
        await using var shared = Shared(async token =>
        {
            var connection = await database.SharedReader.OpenConnectionAsync(token);
            connection.StateChange += (_, _) =>
            {
                Interlocked.Increment(ref refusals);
                throw new IOException("It does not close.");
            };
            return connection;
        });

        // More often than there are lanes: each time one of them loses its connection.
        for (var n = 1; n <= 8; n++)
        {
            (await Read(n).WaitAsync(Bound, Token)).ShouldBe(100 / n);
            await Should.ThrowAsync<PostgresException>(Read(0).WaitAsync(Bound, Token));
        }

        // The last caller is answered before the connection is closed.
        await Eventually.Until(() => Task.FromResult(Volatile.Read(ref refusals) == 8));

        Task<int> Read(int n) => shared.Read(new SharedRead<int>(Reciprocal, Binds(n), First), Token);
    }

    [Fact]
    public async Task ReadTogether_LaneFailsOutsideItsTrip_CallersAreUnavailableAndLaterOnesAnswered()
    {
        await using var database = new PostgresDatabase(fixture.Get<StorageOptions>());
        var clock = new BrokenClock();
        await using var shared = Shared(database.SharedReader.OpenConnectionAsync, clock);
        using var metrics = new StorageMetrics();
        var reads = new PostgresReadPool(database, shared, metrics, NullLogger<PostgresReadPool>.Instance);

        for (var n = 1; n <= 4; n++)
        {
            clock.FailAfter = 1;
            await Should.ThrowAsync<StorageUnavailableException>(Reciprocals(reads, n).WaitAsync(Bound, Token));
        }

        (await Reciprocals(reads, 5).WaitAsync(Bound, Token)).ShouldBe(20);
    }

    [Fact]
    public async Task ReadTogether_AfterDisposal_IsRefused()
    {
        await using var database = new PostgresDatabase(fixture.Get<StorageOptions>());
        var shared = Shared(database.SharedReader.OpenConnectionAsync);
        using var metrics = new StorageMetrics();
        var reads = new PostgresReadPool(database, shared, metrics, NullLogger<PostgresReadPool>.Instance);

        await shared.DisposeAsync();

        await Should.ThrowAsync<StorageUnavailableException>(() => Reciprocals(reads, 1));
    }

    private static PostgresSharedReads Shared(Func<CancellationToken, ValueTask<NpgsqlConnection>> open, TimeProvider? clock = null) =>
        new(open, clock ?? TimeProvider.System, NullLogger<PostgresSharedReads>.Instance);

    private static Action<DbCommand> Binds(int n) => command => command.Set("@n", n);

    private static async ValueTask<int> First(DbDataReader reader, CancellationToken cancellationToken) =>
        await reader.ReadAsync(cancellationToken) ? reader.GetInt32(0) : throw new InvalidOperationException("No row.");

    private static Task<int> Reciprocals(IReadPool reads, int n) => reads.ReadTogether(Reciprocal, Binds(n), First, Token);

    private sealed class BrokenClock : TimeProvider
    {
        private int left = int.MaxValue;

        /// <summary>How often it still tells the time before it fails, once.</summary>
        public int FailAfter
        {
            set => Volatile.Write(ref left, value);
        }

        public override long GetTimestamp() => Interlocked.Decrement(ref left) == -1 ? throw new TimeoutException("The clock stands still.") : base.GetTimestamp();
    }
}
