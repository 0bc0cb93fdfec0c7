using OpenTelemetry.Metrics;

namespace Ucm.Frontend.Health;

/// <summary>The Prometheus endpoint: our meters (all named <c>Ucm.*</c>), ASP.NET Core's, Orleans' and the runtime's.</summary>
internal static class MetricsSetup
{
    /// <summary>Kestrel's buffers, counted each time one is taken or given back: 3 % of a cached OCSP answer, and nobody runs a server by them.</summary>
    private const string PerRead = "aspnetcore.memory_pool.*";

    public static void AddUcmMetrics(this IServiceCollection services) => services.AddOpenTelemetry().WithMetrics(static metrics => metrics
        .AddMeter("Ucm.*", "Microsoft.Orleans")
        .AddAspNetCoreInstrumentation()
        .AddView(PerRead, MetricStreamConfiguration.Drop)
        .AddRuntimeInstrumentation()
        .AddPrometheusExporter());
}
