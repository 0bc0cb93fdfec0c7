using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.TestHost;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Options;
using Microsoft.Extensions.Time.Testing;
using Shouldly;
using Ucm.Frontend.Health;
using Ucm.Frontend.Http;

namespace Ucm.Frontend.Tests.Health;

/// <summary>Readiness goes first, and nothing else until the time is over.</summary>
public sealed class DrainingTests
{
    private readonly FakeTimeProvider clock = new();

    [Fact]
    public async Task Stopping_WithADrainTime_FailsReadinessAndWaits()
    {
        var draining = Draining(TimeSpan.FromSeconds(3));
        (await Status(draining)).ShouldBe(HealthStatus.Healthy);

        var stopping = draining.StoppingAsync(CancellationToken.None);

        (await Status(draining)).ShouldBe(HealthStatus.Unhealthy);
        stopping.IsCompleted.ShouldBeFalse();
        clock.Advance(TimeSpan.FromSeconds(3));
        await stopping;
    }

    [Fact]
    public async Task Stopping_WithoutADrainTime_DoesNotWait()
    {
        var draining = Draining(null);

        await draining.StoppingAsync(CancellationToken.None);

        draining.IsDraining.ShouldBeTrue();
    }

    [Fact]
    public async Task Answers_WhileDraining_CloseTheConnection()
    {
        var builder = WebApplication.CreateBuilder();
        builder.WebHost.UseTestServer();
        builder.Services.AddSingleton(Draining(TimeSpan.Zero));
        await using var app = builder.Build();
        app.UseConnectionDraining();
        app.MapGet("/", static () => "served");
        await app.StartAsync(TestContext.Current.CancellationToken);
        using var client = app.GetTestClient();
        (await client.GetAsync("/", TestContext.Current.CancellationToken)).Headers.ConnectionClose.ShouldNotBe(true);
        await app.Services.GetRequiredService<Draining>().StoppingAsync(CancellationToken.None);

        var answer = await client.GetAsync("/", TestContext.Current.CancellationToken);

        answer.Headers.ConnectionClose.ShouldBe(true);
        (await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken)).ShouldBe("served");
    }

    private Draining Draining(TimeSpan? time) => new(Options.Create(new HttpOptions { DrainTime = time }), clock);

    private static async Task<HealthStatus> Status(Draining draining) => (await draining.CheckHealthAsync(new(), CancellationToken.None)).Status;
}
