using Microsoft.Extensions.DependencyInjection.Extensions;
using Ucm.Frontend.Admin.Api;

namespace Ucm.Frontend.Health;

/// <summary>Health and metrics, the same in every kind of process.</summary>
internal static class HealthModule
{
    private const string DrainingName = "draining";

    public static IServiceCollection AddUcmHealth(this IServiceCollection services)
    {
        services.TryAddSingleton(TimeProvider.System);
        services.AddSingleton<Draining>();
        services.AddSingleton<ClusterHealthCheck>();
        services.AddHostedService(static provider => provider.GetRequiredService<Draining>());
        services.AddHealthChecks().AddCheck<Draining>(DrainingName).AddCheck<ClusterHealthCheck>("cluster");
        services.AddUcmMetrics();
        return services;
    }

    /// <summary>In front of everything that answers but OCSP, which does the same.</summary>
    public static void UseConnectionDraining(this IApplicationBuilder app)
    {
        var draining = app.ApplicationServices.GetRequiredService<Draining>();
        app.Use((context, next) =>
        {
            draining.Close(context.Request.Protocol, context.Response.Headers);
            return next(context);
        });
    }

    /// <summary>Of a process with a frontend.</summary>
    public static void AddServingHealth(this IServiceCollection services) =>
        services.AddHealthChecks().AddCheck<ServingHealthCheck>(ServingHealthCheck.Name, tags: [ServingHealthCheck.Name]);

    public static void MapServingHealth(this IEndpointRouteBuilder endpoints) =>
        endpoints.MapHealthChecks("/health/serving", new() { Predicate = static check => check.Name is ServingHealthCheck.Name or DrainingName });

    public static void MapUcmHealth(this IEndpointRouteBuilder endpoints)
    {
        endpoints.MapHealthChecks("/health/live", new() { Predicate = static _ => false });
        endpoints.MapHealthChecks("/health/ready", new() { Predicate = static check => !check.Tags.Contains(ServingHealthCheck.Name) });
    }

    /// <summary>Of a process whose only listener is inside: whoever reaches it may read.</summary>
    public static IEndpointConventionBuilder MapUcmMetrics(this IEndpointRouteBuilder endpoints) => endpoints.MapPrometheusScrapingEndpoint("/metrics");

    /// <summary>Of a process with a frontend, where everybody arrives.</summary>
    public static void MapGuardedMetrics(this IEndpointRouteBuilder endpoints) => endpoints.MapUcmMetrics().RequireAuthorization(ApiPolicies.Metrics);
}
