using Microsoft.Extensions.DependencyInjection;
using Ucm.Grains.Certificates;
using Ucm.Storage.Authorities;
using Ucm.Storage.Certificates;
using Ucm.Storage.Keys;

namespace Ucm.Grains.Tests.Faults;

/// <summary>A cluster whose stores and checks can be made to fail, and whose signers are watched.</summary>
public sealed class OutageCluster : IAsyncLifetime
{
    private GrainCluster? cluster;

    public GrainCluster Cluster => cluster ?? throw new InvalidOperationException("The cluster has not been started.");

    internal Outages Outages { get; } = new();

    internal SignerWatch Signers { get; } = new();

    public async ValueTask InitializeAsync()
    {
        cluster = await GrainCluster.Start(configure: Configure);
        await cluster.CreateAuthorities();
        Signers.Store = cluster.Service<ICertificateStore>();
    }

    public ValueTask DisposeAsync() => Cluster.DisposeAsync();

    private void Configure(IServiceCollection services)
    {
        services.Intercept<ICertificateStore>(Outages.Before);
        services.Intercept<IAuthorityIndex>(Outages.Before);
        services.Intercept<IKeyStore>(Outages.Before);
        services.AddSingleton(Interceptor<ICertificateLinter>.Around(new CertificateLinter(), Outages.Before));
        services.AddSingleton(Interceptor<IIssuanceValidator>.Around(new PassingValidator(), Outages.Before));
        services.AddSingleton<IIncomingGrainCallFilter>(Signers);
    }
}
