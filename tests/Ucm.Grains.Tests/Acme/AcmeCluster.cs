using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Ucm.Grains.Acme.Validation;
using Ucm.Grains.Interfaces;
using Ucm.Grains.Interfaces.Authorities;
using Ucm.TestHosting;

namespace Ucm.Grains.Tests.Acme;

/// <summary>Two silos with a root and an issuing authority, whose challenges are <see cref="FakeChallenge"/>.</summary>
public sealed class AcmeCluster : IAsyncLifetime
{
    private GrainCluster? cluster;

    public IGrainFactory Grains => Cluster.Grains;

    public GrainCluster Cluster => cluster ?? throw new InvalidOperationException("The cluster has not been started.");

    public static void UseFakeChallenge(IServiceCollection services) => services.RemoveAll<IChallengeType>().AddSingleton<IChallengeType, FakeChallenge>();

    public async ValueTask InitializeAsync()
    {
        cluster = await GrainCluster.Start(configure: UseFakeChallenge);
        await cluster.CreateAuthorities();
        await CatalogShows(cluster.Service<IGrainFactory>(0));
        await CatalogShows(cluster.Service<IGrainFactory>(1));
    }

    public ValueTask DisposeAsync() => Cluster.DisposeAsync();

    /// <summary>Lists may be half a second old.</summary>
    private static Task<AuthorityCatalog> CatalogShows(IGrainFactory silo) => Eventually.Get(
        () => silo.AuthorityCatalog().List(CancellationToken.None),
        static catalog => catalog.Authorities.Any(static authority => authority.Id == TestRequests.Issuing));
}
