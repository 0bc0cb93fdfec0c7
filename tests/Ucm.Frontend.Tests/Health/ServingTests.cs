using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Time.Testing;
using NSubstitute;
using Shouldly;
using Ucm.Frontend.Health;
using Ucm.Frontend.Status;
using Ucm.Grains.Interfaces.Authorities;

namespace Ucm.Frontend.Tests.Health;

/// <summary>What a proxy in front of OCSP and CRLs asks.</summary>
public sealed class ServingTests
{
    private readonly FakeTimeProvider clock = new();
    private readonly IAuthorityCatalogGrain catalog = Substitute.For<IAuthorityCatalogGrain>();
    private readonly IGrainFactory grains = Substitute.For<IGrainFactory>();
    private readonly RevocationLease lease;

    public ServingTests()
    {
        lease = new RevocationLease(clock);
        grains.GetGrain<IAuthorityCatalogGrain>(0, null).ReturnsForAnyArgs(catalog);
    }

    [Fact]
    public async Task Check_GrainsAwayAndALeaseIsHeld_HealthyUntilItEnds()
    {
        catalog.List(TestContext.Current.CancellationToken).ReturnsForAnyArgs<AuthorityCatalog>(static _ => throw new TimeoutException());
        lease.Confirm(clock.GetTimestamp(), TimeSpan.Zero);

        var held = await Check();
        clock.Advance(RevocationLease.Duration);
        var lost = await Check();

        held.ShouldBe(HealthStatus.Healthy);
        lost.ShouldBe(HealthStatus.Unhealthy);
    }

    [Fact]
    public async Task Check_NoLeaseAndGrainsAnswer_Healthy()
    {
        catalog.List(TestContext.Current.CancellationToken).ReturnsForAnyArgs(new AuthorityCatalog([], 1));

        (await Check()).ShouldBe(HealthStatus.Healthy);
    }

    private async Task<HealthStatus> Check() => (await new ServingHealthCheck(lease, new ClusterHealthCheck(grains, clock)).CheckHealthAsync(new(), TestContext.Current.CancellationToken)).Status;
}
