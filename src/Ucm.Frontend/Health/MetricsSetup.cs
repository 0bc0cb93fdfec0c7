using OpenTelemetry.Metrics;

namespace Ucm.Frontend.Health;

/// <summary>The Prometheus endpoint: our meters (all named <c>Ucm.*</c>), ASP.NET Core's, Orleans' and the runtime's.</summary>
internal static class MetricsSetup
{
    public static void AddUcmMetrics(this IServiceCollection services) => services.AddOpenTelemetry().WithMetrics(static metrics => metrics
        .AddMeter("Ucm.*", "Microsoft.Orleans")
        .AddAspNetCoreInstrumentation()
        .AddRuntimeInstrumentation()
        .AddPrometheusExporter());
}
