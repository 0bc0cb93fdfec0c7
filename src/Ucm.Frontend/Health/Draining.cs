using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Options;
using Ucm.Frontend.Http;

namespace Ucm.Frontend.Health;

/// <summary>
/// The first step of an orderly stop: readiness says no and connections are closed after their answer, while requests are still served. Only then Kestrel stops
/// listening and the silo leaves.
/// </summary>
internal sealed class Draining(IOptions<HttpOptions> http, TimeProvider clock) : IHostedLifecycleService, IHealthCheck
{
    private volatile bool draining;

    public bool IsDraining => draining;

    /// <summary>A kept connection would bring its next request to a process that is about to go.</summary>
    public void Close(string protocol, IHeaderDictionary headers)
    {
        if (draining && HttpProtocol.IsHttp11(protocol))
        {
            headers.Connection = "close";
        }
    }

    public async Task StoppingAsync(CancellationToken cancellationToken)
    {
        draining = true;
        if (http.Value.DrainTime is { } time && time > TimeSpan.Zero)
        {
            await Task.Delay(time, clock, cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    public Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default) =>
        Task.FromResult(draining ? HealthCheckResult.Unhealthy("This process is stopping.") : HealthCheckResult.Healthy());

    public Task StartingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppedAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
