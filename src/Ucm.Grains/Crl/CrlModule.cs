using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Ucm.Grains.Crl.Publication;

namespace Ucm.Grains.Crl;

internal static class CrlModule
{
    public static IServiceCollection AddCrl(this IServiceCollection services)
    {
        services.AddSingleton<CrlContinuity>();
        services.AddSingleton<CrlSigning>();
        services.AddSingleton<CrlPublisher>();
        services.AddSingleton<ILifecycleParticipant<ISiloLifecycle>, CrlSchedule>();
        services.AddOptions<CrlPublicationOptions>().BindConfiguration(CrlPublicationOptions.Section).ValidateOnStart();
        services.AddSingleton<IValidateOptions<CrlPublicationOptions>, CrlPublicationValidator>();
        services.AddSingleton(Destinations);
        services.AddSingleton<ILifecycleParticipant<ISiloLifecycle>, CrlCopier>();
        return services;
    }

    private static CrlDestinations Destinations(IServiceProvider provider)
    {
        var options = provider.GetRequiredService<IOptions<CrlPublicationOptions>>().Value;
        var all = new List<ICrlDestination>();
        if (options.Directory is { } directory)
        {
            all.Add(new DirectoryDestination(directory));
        }

        if (options.S3.ServiceUrl is not null)
        {
            all.Add(new BucketDestination(options.S3, provider.GetRequiredService<TimeProvider>()));
        }

        return new CrlDestinations(all);
    }
}
