using Microsoft.Extensions.DependencyInjection;
using Ucm.Grains.Certificates;
using Ucm.Storage;
using Ucm.TestHosting;

namespace Ucm.Grains.Tests.Faults;

/// <summary>A cluster whose issuances can be cut off at any step, and whose clock can be put forward.</summary>
public class FaultyCluster : IAsyncLifetime
{
    private GrainCluster? cluster;

    public GrainCluster Cluster => cluster ?? throw new InvalidOperationException("The cluster has not been started.");

    internal ThrowAt Faults { get; } = new();

    internal ShiftedClock Clock { get; } = new();

    /// <summary>Null for SQLite.</summary>
    internal virtual Task<StorageOptions?> Database() => Task.FromResult<StorageOptions?>(null);

    public async ValueTask InitializeAsync()
    {
        cluster = await GrainCluster.Start(Clock, services => services.AddSingleton<IIssuanceObserver>(Faults), storage: await Database());
        await cluster.CreateAuthorities();
    }

    public async ValueTask DisposeAsync()
    {
        await Cluster.DisposeAsync();
        GC.SuppressFinalize(this);
    }
}

public sealed class PostgresFaultyCluster(PostgresService postgres) : FaultyCluster
{
    internal override async Task<StorageOptions?> Database() => await postgres.CreateDatabase();
}
