using System.Collections.Concurrent;
using System.Collections.Immutable;
using System.Security.Cryptography;
using Microsoft.Extensions.DependencyInjection;
using Orleans.Storage;
using Ucm.Benchmarks.Measuring;
using Ucm.Storage.GrainStorage;

namespace Ucm.Benchmarks.Storage;

/// <summary>Writes of 2 KB of grain state: new rows, or the same rows again.</summary>
internal sealed class GrainStateLoad(int callers, bool update, int? writers = null) : ILoad
{
    private static readonly BenchState State = new([.. RandomNumberGenerator.GetBytes(2000)]);

    private readonly ConcurrentBag<(GrainId Id, GrainState<BenchState> State)> idle = [];
    private StorageDatabase? database;
    private IGrainStorage? storage;

    public string Name => $"{StorageDatabase.NameOf(writers)}, grain state, {(update ? "update" : "insert")} 2 KB, {callers} callers";

    public string Unit => "writes/s";

    public async Task Prepare(CancellationToken cancellationToken)
    {
        database = await StorageDatabase.Create(writers);
        storage = database.Services.GetRequiredKeyedService<IGrainStorage>(GrainStorageNames.Audited);
    }

    public Task<double> Measure(TimeSpan duration, CancellationToken cancellationToken) => ClosedLoop.Rate(callers, duration, Write);

    public async ValueTask DisposeAsync()
    {
        if (database is not null)
            await database.DisposeAsync();
    }

    private async Task Write()
    {
        if (!update || !idle.TryTake(out var row))
            row = (GrainId.Create("bench", Guid.NewGuid().ToString("n")), new GrainState<BenchState>(State));

        await storage!.WriteStateAsync("bench", row.Id, row.State);
        if (update)
            idle.Add(row);
    }
}

[GenerateSerializer, Immutable, Alias("ucm.benchmarks.state")]
public sealed record BenchState([property: Id(0)] ImmutableArray<byte> Bytes);
