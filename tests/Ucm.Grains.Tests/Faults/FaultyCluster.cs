using Microsoft.Extensions.DependencyInjection;
using Ucm.Grains.Certificates;

namespace Ucm.Grains.Tests.Faults;

/// <summary>A cluster whose issuances can be cut off at any step, and whose clock can be put forward.</summary>
public sealed class FaultyCluster : IAsyncLifetime
{
    private GrainCluster? cluster;

    public GrainCluster Cluster => cluster ?? throw new InvalidOperationException("The cluster has not been started.");

    internal ThrowAt Faults { get; } = new();

    internal ShiftedClock Clock { get; } = new();

    public async ValueTask InitializeAsync()
    {
        cluster = await GrainCluster.Start(Clock, services => services.AddSingleton<IIssuanceObserver>(Faults));
        await cluster.CreateAuthorities();
    }

    public ValueTask DisposeAsync() => Cluster.DisposeAsync();
}
