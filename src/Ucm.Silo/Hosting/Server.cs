using Microsoft.Extensions.Options;
using Ucm.Frontend;
using Ucm.Frontend.Health;
using Ucm.Frontend.Hosting;
using Ucm.Frontend.Http;
using Ucm.Grains.Interfaces.Configuration;
using Ucm.Silo.Bootstrap;
using Ucm.Silo.Configuration;
using Ucm.Storage;
using Ucm.Storage.Migrations;

namespace Ucm.Silo.Hosting;

/// <summary>
/// Runs one process in the configured mode. The database comes first, then hosted services start in the order they are added: silo, first-start authorities, the
/// frontend's key ring and server certificate, and Kestrel last, so that nobody is served before everything stands. They stop in the opposite order.
/// </summary>
internal static partial class Server
{
    public static async Task Run(string[] args, CancellationToken cancellationToken)
    {
        var builder = CreateBuilder(args);
        var options = UcmConfiguration.Read(builder.Configuration);
        using var data = DataDirectory.Open(options.DataDirectory);
        Composition.Compose(builder, options.Mode, data);
        await using var app = builder.Build();

        // Before anything is written: a start that is refused leaves no half of an installation behind.
        app.Services.GetRequiredService<IStartupValidator>().Validate();
        var http = app.Services.GetRequiredService<IOptions<HttpOptions>>().Value;
        PortCheck.Run([.. PortCheck.Of(http, withTls: options.Mode != UcmMode.Silo), .. UcmConfiguration.ReadCluster(builder.Configuration).Ports(options.Mode)]);

        // Before anything is mapped: endpoints ask for grains, whose calls are sealed with the master key, and a key that is asked for is made.
        await app.Services.GetRequiredService<DatabaseStartup>().Run(cancellationToken);
        Map(app, options.Mode);
        if (data.Exposure is { } exposure)
        {
            LogWarning(app.Logger, exposure);
        }

        if (PublicUrlWarning.Find(http, app.Services.GetRequiredService<PublicUrls>()) is { } local)
        {
            LogWarning(app.Logger, local);
        }

        if (!await Start(app, cancellationToken))
        {
            return;
        }

        await ReadyMessage.Write(Console.Out, app.Services.GetRequiredService<PublicUrls>(), [
            ("Root file", data.RootCertificateFile), ("Data", data.Path), ("Installation", app.Services.GetRequiredService<InstallationNote>().Text),
            ("Mode", $"{options.Mode}")]);
        await app.WaitForShutdownAsync(cancellationToken);
    }

    public static async Task Migrate(string[] args, CancellationToken cancellationToken)
    {
        var builder = CreateBuilder(args);
        var options = UcmConfiguration.ReadKeys(builder.Configuration);
        var storage = UcmConfiguration.ReadStorageToMigrate(builder.Configuration);
        cancellationToken.ThrowIfCancellationRequested();
        if (storage.Provider == StorageProvider.Sqlite)
        {
            using var data = DataDirectory.Open(options.DataDirectory);
            StorageMigrator.Migrate(UcmConfiguration.ReadStorage(builder.Configuration, data));
        }
        else
        {
            StorageMigrator.Migrate(storage);
        }

        await Console.Out.WriteLineAsync("The database schema is up to date.");
    }

    private static void Map(WebApplication app, UcmMode mode)
    {
        if (mode == UcmMode.Silo)
        {
            app.UseConnectionDraining();
            app.MapUcmHealth();
            app.MapUcmMetrics();
        }
        else
        {
            app.MapUcmFrontend();
        }
    }

    /// <summary>False when it was told to stop meanwhile. A start that fails half-way is stopped in order, so that the operator reads the fault and not its echoes.</summary>
    private static async Task<bool> Start(WebApplication app, CancellationToken cancellationToken)
    {
        try
        {
            await app.StartAsync(cancellationToken);
            return true;
        }
        catch (Exception fault)
        {
            // Asked before it is stopped, which would look the same.
            var wasToldToStop = fault is OperationCanceledException && app.Lifetime.ApplicationStopping.IsCancellationRequested;
            if (app.Services.GetRequiredService<ISiloStatusOracle>().CurrentStatus == SiloStatus.Active)
            {
                await app.StopAsync(CancellationToken.None);
            }

            if (!wasToldToStop)
            {
                throw;
            }

            return false;
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "{Fault}")]
    private static partial void LogWarning(ILogger log, string fault);

    private static WebApplicationBuilder CreateBuilder(string[] args)
    {
        // The working directory may hold another program's appsettings.json, so ours is read from beside the executable.
        var builder = WebApplication.CreateBuilder(new WebApplicationOptions { Args = args, ContentRootPath = AppContext.BaseDirectory });
        builder.WebHost.UseStaticWebAssets();
        return builder;
    }
}
