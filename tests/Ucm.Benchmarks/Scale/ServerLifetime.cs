using Ucm.Benchmarks.Measuring;
using Ucm.TestHosting;

namespace Ucm.Benchmarks.Scale;

/// <summary>Ends the database server after the loads that use it.</summary>
internal sealed class ServerLifetime(Func<Task<PostgresServer>?> server) : ILoad
{
    public string Name => "database size";

    public string Unit => "MiB";

    public Task Prepare(CancellationToken cancellationToken) => Task.CompletedTask;

    public async Task<double> Measure(TimeSpan duration, CancellationToken cancellationToken) =>
        (long)(await PostgresServer.Execute((await server()!).ConnectionString(), "select max(pg_database_size(oid)) from pg_database") ?? 0L) / 1048576.0;

    public async ValueTask DisposeAsync()
    {
        if (server() is { } running)
            await (await running).DisposeAsync();
    }
}
