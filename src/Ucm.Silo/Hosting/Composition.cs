using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.Options;
using Ucm.Frontend;
using Ucm.Frontend.DataProtection;
using Ucm.Frontend.Health;
using Ucm.Frontend.Http;
using Ucm.Frontend.Tls;
using Ucm.Grains.Signing;
using Ucm.Silo.Bootstrap;
using Ucm.Silo.Cluster;
using Ucm.Silo.Configuration;
using Ucm.Storage;

namespace Ucm.Silo.Hosting;

/// <summary>Puts a process together. What the modes share is here once; what sets them apart is the database, the clustering and the frontend.</summary>
internal static class Composition
{
    private static readonly TimeSpan DrainTime = TimeSpan.FromSeconds(3);

    public static void Compose(WebApplicationBuilder builder, UcmMode mode, DataDirectory data)
    {
        ComposeSilo(builder, mode, data, UcmConfiguration.ReadCluster(builder.Configuration));
        if (mode != UcmMode.Standalone)
        {
            builder.Services.AddHostedService<DatabaseWatch>();
        }

        AddFirstStart(builder.Services);
        switch (mode)
        {
            case UcmMode.Standalone:
                builder.Services.AddSingleton<IIncomingGrainCallFilter, InitialPasswordEnd>();
                builder.Services.AddUcmDataProtection(data);
                AddFrontend(builder);
                break;
            case UcmMode.Node:
                AddDraining(builder.Services);
                builder.Services.AddSharedDataProtection();
                AddFrontend(builder);
                break;
            case UcmMode.Silo:
                AddHealthOnly(builder.Services);
                break;
            default:
                throw new ArgumentOutOfRangeException(nameof(mode));
        }
    }

    /// <summary>The database, the keys and the grains, and nothing that serves HTTP.</summary>
    public static void ComposeSilo(IHostApplicationBuilder builder, UcmMode mode, DataDirectory data, ClusterOptions cluster)
    {
        var storage = UcmConfiguration.ReadStorage(builder.Configuration, data);
        AddPlatform(builder, data, storage);
        builder.UseOrleans(silo => silo.UseUcmSilo(mode, cluster, storage));
    }

    private static void AddPlatform(IHostApplicationBuilder builder, DataDirectory data, StorageOptions storage)
    {
        var services = builder.Services;
        var masterKey = UcmConfiguration.MasterKeyPath(builder.Configuration, data.Path);
        services.AddSingleton(data);
        services.AddUcmStorage(storage);
        services.Configure<MasterKeyOptions>(options => options.Path = masterKey);
        services.AddOptions<ClusterOptions>().BindConfiguration(ClusterOptions.Section).ValidateDataAnnotations().ValidateOnStart();
        services.AddOptions<BootstrapOptions>().BindConfiguration(BootstrapOptions.Section).ValidateOnStart();
        services.AddSingleton<IValidateOptions<BootstrapOptions>, BootstrapOptionsValidator>();
        services.AddSingleton<DatabaseStartup>();
    }

    private static void AddFirstStart(IServiceCollection services)
    {
        services.AddSingleton<InstallationNote>();
        services.AddSingleton<InitialPassword>();
        services.AddSingleton<AdminAccount>();
        services.AddHostedService<BootstrapService>();
        services.AddHostedService<FirstObjects>();
        services.AddHostedService<StatusWarmup>();
        services.AddHostedService<IssuanceWarmup>();
    }

    /// <summary>In this process, where its key can be sealed.</summary>
    private static void AddFrontend(WebApplicationBuilder builder)
    {
        builder.Services.AddSingleton<IServerKeyStore, SealedServerKey>();
        builder.AddUcmFrontend();
    }

    private static void AddDraining(IServiceCollection services) => services.PostConfigure<HttpOptions>(static options => options.DrainTime ??= DrainTime);

    /// <summary>One plain listener for probes and Prometheus; whoever reaches it can read numbers and nothing else.</summary>
    private static void AddHealthOnly(IServiceCollection services)
    {
        services.AddHttpSettings();
        services.AddUcmHealth();
        services.AddOptions<KestrelServerOptions>().Configure<IOptions<HttpOptions>>(static (kestrel, http) => Listeners.ConfigurePlain(kestrel, http.Value));
    }
}
