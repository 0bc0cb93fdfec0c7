using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Time.Testing;
using NSubstitute;
using Shouldly;
using Ucm.Frontend.Health;
using Ucm.Grains.Interfaces.Authorities;

namespace Ucm.Frontend.Tests.Health;

/// <summary>Readiness is public, so however many ask, the silos and the database are asked once a second.</summary>
public sealed class ClusterHealthCheckTests
{
    private static readonly AuthorityCatalog Catalog = new([], 1);
    private readonly FakeTimeProvider clock = new();
    private readonly IAuthorityCatalogGrain catalog = Substitute.For<IAuthorityCatalogGrain>();
    private readonly ClusterHealthCheck check;

    public ClusterHealthCheckTests()
    {
        var grains = Substitute.For<IGrainFactory>();
        grains.GetGrain<IAuthorityCatalogGrain>(0, null).ReturnsForAnyArgs(catalog);
        check = new ClusterHealthCheck(grains, clock);
    }

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Check_ManyAtOnceAndWithinASecond_OneQuestion()
    {
        var answer = new TaskCompletionSource<AuthorityCatalog>();
        catalog.List(Token).ReturnsForAnyArgs(answer.Task);

        var all = Enumerable.Range(0, 50).Select(_ => Ask()).ToArray();
        answer.SetResult(Catalog);
        var statuses = await Task.WhenAll(all);
        clock.Advance(TimeSpan.FromMilliseconds(999));
        var kept = await Ask();

        statuses.ShouldAllBe(static status => status == HealthStatus.Healthy);
        kept.ShouldBe(HealthStatus.Healthy);
        await catalog.ReceivedWithAnyArgs(1).List(Token);
    }

    [Fact]
    public async Task Check_DatabaseTakesNoWrites_IsNotReady()
    {
        catalog.List(Token).ReturnsForAnyArgs(Catalog with { IsReadOnly = true });

        (await Ask()).ShouldBe(HealthStatus.Unhealthy);
    }

    [Fact]
    public async Task Check_AfterASecond_AsksAgain()
    {
        var isAway = false;
        catalog.List(Token).ReturnsForAnyArgs(_ => isAway ? Task.FromException<AuthorityCatalog>(new TimeoutException()) : Task.FromResult(Catalog));
        (await Ask()).ShouldBe(HealthStatus.Healthy);
        isAway = true;

        (await Ask()).ShouldBe(HealthStatus.Healthy);
        clock.Advance(TimeSpan.FromSeconds(1));
        (await Ask()).ShouldBe(HealthStatus.Unhealthy);
        isAway = false;
        clock.Advance(TimeSpan.FromSeconds(1));
        (await Ask()).ShouldBe(HealthStatus.Healthy);
    }

    [Fact]
    public async Task Check_OneGivesUp_TheOthersHaveTheirAnswer()
    {
        var answer = new TaskCompletionSource<AuthorityCatalog>();
        catalog.List(Token).ReturnsForAnyArgs(answer.Task);
        using var impatient = new CancellationTokenSource();

        var first = check.CheckHealthAsync(new(), impatient.Token);
        var second = Ask();
        await impatient.CancelAsync();
        await Should.ThrowAsync<OperationCanceledException>(first);
        answer.SetResult(Catalog);

        (await second).ShouldBe(HealthStatus.Healthy);
    }

    [Fact]
    public async Task Check_NoAnswer_UnhealthyWithinTheLimit()
    {
        catalog.List(Token).ReturnsForAnyArgs(new TaskCompletionSource<AuthorityCatalog>().Task);

        var status = Ask();
        clock.Advance(TimeSpan.FromSeconds(2));

        (await status).ShouldBe(HealthStatus.Unhealthy);
    }

    private async Task<HealthStatus> Ask() => (await check.CheckHealthAsync(new(), Token)).Status;
}
