using Microsoft.Extensions.DependencyInjection;

namespace Ucm.Grains.Jobs;

/// <summary>Bulk work.</summary>
internal static class JobsModule
{
    public static IServiceCollection AddJobs(this IServiceCollection services)
    {
        services.AddOptions<JobOptions>().BindConfiguration(JobOptions.Section).ValidateDataAnnotations().ValidateOnStart();
        services.AddSingleton<JobMaker>();
        services.AddSingleton<JobItems>();
        services.AddHostedService<JobWatchService>();
        return services;
    }
}
