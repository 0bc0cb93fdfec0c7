using Microsoft.Extensions.Configuration.Memory;
using Microsoft.Extensions.Options;
using Ucm.Frontend.Cluster;
using Ucm.Frontend.Configuration;
using Ucm.Frontend.DataProtection;
using Ucm.Frontend.Http;
using Ucm.Grains.Interfaces.Configuration;

namespace Ucm.Frontend.Hosting;

/// <summary>
/// A frontend of its own: everything HTTP on a cluster client. Hosted services start in the order they are added: the connection to the silos first, Kestrel last, so
/// that it listens only when it can answer. It has no database, no data directory, and no key but its own.
/// </summary>
internal static partial class FrontendHost
{
    private static readonly TimeSpan DrainTime = TimeSpan.FromSeconds(3);

    /// <summary>Overridden by whatever configuration says.</summary>
    private static readonly Dictionary<string, string?> Defaults = new()
    {
        ["Logging:LogLevel:Default"] = "Information",
        ["Logging:LogLevel:Microsoft"] = "Warning",
        // A probe asks every second; whatever fails says so itself.
        ["Logging:LogLevel:Microsoft.Extensions.Diagnostics.HealthChecks"] = "None",
        ["Logging:LogLevel:Microsoft.Extensions.Hosting.Internal.Host"] = "None",
        ["Logging:LogLevel:Orleans"] = "Error",
        ["Logging:LogLevel:Ucm.Frontend.Auth"] = "Warning",
    };

    /// <summary>Exit code: 0 done, 1 a fault told in one line on stderr.</summary>
    public static async Task<int> Run(string[] args)
    {
        try
        {
            await Serve(args);
            return 0;
        }
        catch (Exception fault) when (FrontendStartupFaults.Describe(fault) is { } line)
        {
            await Console.Error.WriteLineAsync($"UltimateCA cannot start: {line}");
            return 1;
        }
    }

    private static async Task Serve(string[] args)
    {
        // The working directory may hold another program's appsettings.json, so ours is read from beside the executable.
        var builder = WebApplication.CreateBuilder(new WebApplicationOptions { Args = args, ContentRootPath = AppContext.BaseDirectory });
        builder.Configuration.Sources.Insert(0, new MemoryConfigurationSource { InitialData = Defaults });
        builder.WebHost.UseStaticWebAssets();
        var cluster = FrontendConfiguration.Read(builder.Configuration);
        Compose(builder, cluster);
        await using var app = builder.Build();
        app.Services.GetRequiredService<IStartupValidator>().Validate();
        var http = app.Services.GetRequiredService<IOptions<HttpOptions>>().Value;
        PortCheck.Run(PortCheck.Of(http, withTls: true));
        app.MapUcmFrontend();
        if (PublicUrlWarning.Find(http, app.Services.GetRequiredService<PublicUrls>()) is { } local)
        {
            LogLocalUrls(app.Logger, local);
        }

        if (cluster.Membership.FindUnverified() is { } unverified)
        {
            LogUnverified(app.Logger, unverified);
        }

        // Without them it would wait for the silos for ever.
        app.Services.GetRequiredService<IClusterCredentials>().Current();
        try
        {
            await app.StartAsync();
        }
        catch (OperationCanceledException) when (app.Lifetime.ApplicationStopping.IsCancellationRequested)
        {
            // Told to stop while it waited for the silos.
            return;
        }

        await ReadyMessage.Write(Console.Out, app.Services.GetRequiredService<PublicUrls>());
        await app.WaitForShutdownAsync();
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "The link to the database can be intercepted: {Fault}")]
    private static partial void LogUnverified(ILogger log, string fault);

    [LoggerMessage(Level = LogLevel.Warning, Message = "{Fault}")]
    private static partial void LogLocalUrls(ILogger log, string fault);

    private static void Compose(WebApplicationBuilder builder, ClusterClientOptions cluster)
    {
        builder.Services.AddSingleton(Options.Create(cluster));
        builder.Services.PostConfigure<HttpOptions>(static options => options.DrainTime ??= DrainTime);
        builder.UseOrleansClient(client => client.UseUcmCluster(cluster));
        builder.Services.AddSharedDataProtection();
        builder.AddUcmFrontend();
    }
}
