using Microsoft.Extensions.Options;
using Ucm.Frontend;
using Ucm.Grains;
using Ucm.Grains.Interfaces.Configuration;
using Ucm.Grains.Signing;
using Ucm.Silo.Bootstrap;
using Ucm.Silo.Configuration;
using Ucm.Storage;
using Ucm.Storage.Migrations;

namespace Ucm.Silo.Hosting;

/// <summary>
/// Silo and frontend in one process on SQLite. The database comes first, then hosted services start in the order they are added here: silo, first-start authorities,
/// server certificate, and Kestrel last, so that nobody is served before everything stands.
/// </summary>
internal static class Standalone
{
    public static async Task Run(string[] args, CancellationToken cancellationToken)
    {
        var builder = CreateBuilder(args);
        using var data = DataDirectory.Open(UcmConfiguration.Read(builder.Configuration).DataDirectory);
        Compose(builder, data);
        await using var app = builder.Build();
        app.MapUcmFrontend();
        await Start(app, cancellationToken);
        await ReadyMessage.Write(Console.Out, app.Services.GetRequiredService<PublicUrls>(), data);
        await app.WaitForShutdownAsync(cancellationToken);
    }

    public static async Task Migrate(string[] args, CancellationToken cancellationToken)
    {
        var builder = CreateBuilder(args);
        using var data = DataDirectory.Open(UcmConfiguration.Read(builder.Configuration).DataDirectory);
        cancellationToken.ThrowIfCancellationRequested();
        StorageMigrator.Migrate(UcmConfiguration.ReadStorage(builder.Configuration, data));
        await Console.Out.WriteLineAsync("The database schema is up to date.");
    }

    /// <summary>A start that fails half-way is stopped in order, so that the operator reads the fault and not its echoes.</summary>
    private static async Task Start(WebApplication app, CancellationToken cancellationToken)
    {
        try
        {
            await app.Services.GetRequiredService<DatabaseStartup>().Run(cancellationToken);
            await app.StartAsync(cancellationToken);
        }
        catch when (app.Services.GetRequiredService<ISiloStatusOracle>().CurrentStatus == SiloStatus.Active)
        {
            await app.StopAsync(CancellationToken.None);
            throw;
        }
    }

    private static WebApplicationBuilder CreateBuilder(string[] args)
    {
        // The working directory may hold another program's appsettings.json, so ours is read from beside the executable.
        var builder = WebApplication.CreateBuilder(new WebApplicationOptions { Args = args, ContentRootPath = AppContext.BaseDirectory });
        builder.WebHost.UseStaticWebAssets();
        return builder;
    }

    private static void Compose(WebApplicationBuilder builder, DataDirectory data)
    {
        var services = builder.Services;
        services.AddSingleton(data);
        services.AddUcmStorage(UcmConfiguration.ReadStorage(builder.Configuration, data));
        services.Configure<MasterKeyOptions>(options => options.Path = data.MasterKeyFile);
        services.AddUcmDataProtection(data);
        services.AddOptions<ClusterOptions>().BindConfiguration(ClusterOptions.Section).ValidateDataAnnotations().ValidateOnStart();
        services.AddOptions<BootstrapOptions>().BindConfiguration(BootstrapOptions.Section).ValidateOnStart();
        services.AddSingleton<IValidateOptions<BootstrapOptions>, BootstrapOptionsValidator>();
        services.AddSingleton<DatabaseStartup>();
        builder.UseOrleans(silo =>
        {
            var cluster = builder.Configuration.GetSection(ClusterOptions.Section).Get<ClusterOptions>() ?? new ClusterOptions();
            silo.UseLocalhostClustering(cluster.SiloPort == 0 ? FreePort.Find() : cluster.SiloPort, cluster.GatewayPort, serviceId: "ucm", clusterId: cluster.ClusterId);
            // A first turn pays for just-in-time compilation; only what is slower than that deserves a warning.
            silo.Configure<Orleans.Configuration.SchedulingOptions>(static options => options.TurnWarningLengthThreshold = TimeSpan.FromSeconds(5));
            silo.AddUcmGrains();
        });
        services.AddSingleton<InitialPassword>();
        services.AddSingleton<AdminAccount>();
        services.AddHostedService<BootstrapService>();
        services.AddHostedService<StatusWarmup>();
        builder.AddUcmFrontend();
    }
}
