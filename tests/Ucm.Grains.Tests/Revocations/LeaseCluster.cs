using Microsoft.Extensions.DependencyInjection;
using Ucm.Grains.Interfaces;
using Ucm.Grains.Interfaces.Outcomes;
using Ucm.Grains.Interfaces.Revocations;
using Ucm.Grains.Revocations;
using Ucm.Grains.Tests.Status;
using Ucm.Storage.Revocations;

namespace Ucm.Grains.Tests.Revocations;

/// <summary>Two silos whose readings of the revocation log can be taken away one by one, and a frontend's view of the feed.</summary>
internal sealed class LeaseCluster : IAsyncDisposable
{
    private readonly Outage[] outages = [new(), new()];

    private LeaseCluster()
    {
    }

    public GrainCluster Cluster { get; private set; } = null!;

    public LostCalls Calls { get; } = new();

    public IRevocationObserver Reference { get; private set; } = null!;

    /// <summary>Which silo the feed lives on, 0 or 1.</summary>
    public int Home { get; private set; }

    public int Away => 1 - Home;

    public static async Task<LeaseCluster> Start(TimeSpan steady)
    {
        var lease = new LeaseCluster();
        lease.Cluster = await GrainCluster.Start(
            configure: services => services.AddSingleton(new WitnessRule(steady)).AddSingleton<IIncomingGrainCallFilter>(lease.Calls),
            configureSilo: (silo, services) => lease.outages[silo].InFrontOf<IRevocationStore>(services));
        await lease.Cluster.CreateAuthorities();
        lease.Reference = lease.Cluster.Grains.CreateObjectReference<IRevocationObserver>(new Deaf());
        (await lease.Renew(-1)).Refusal.ShouldBeNull();
        var address = await lease.Cluster.Grains.GetGrain<IManagementGrain>(0).GetActivationAddress(lease.Cluster.Grains.RevocationFeed());
        lease.Home = lease.Cluster.Silo(0).SiloAddress.Equals(address) ? 0 : 1;
        return lease;
    }

    public void CutOff(params ReadOnlySpan<int> silos)
    {
        foreach (var silo in silos)
        {
            outages[silo].Down = true;
        }
    }

    public void Mend() => outages[0].Down = outages[1].Down = false;

    public Task<Outcome<RevocationPage>> Renew(long since) => Cluster.Grains.RevocationFeed().Renew(Reference, since, CancellationToken.None);

    public async Task<long> Last() => (await Renew(-1)).Value.ShouldNotBeNull().Last;

    public ValueTask DisposeAsync() => Cluster.DisposeAsync();

    /// <summary>A frontend that lost the observer path: it learns by asking only.</summary>
    private sealed class Deaf : IRevocationObserver
    {
        public Task Revoked(RevocationPage page) => Task.CompletedTask;
    }
}
