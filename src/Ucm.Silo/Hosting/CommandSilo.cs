using Ucm.Frontend;
using Ucm.Frontend.Hosting;
using Ucm.Silo.Configuration;

namespace Ucm.Silo.Hosting;

/// <summary>
/// Runs a command against the grains: a silo without listeners for HTTP. Of a standalone installation it is the only process, so the server must be stopped;
/// into a cluster it comes as one more member, on free ports, and leaves when the command is done.
/// </summary>
internal static class CommandSilo
{
    public static async Task Run(string[] args, Func<IServiceProvider, DataDirectory, CancellationToken, Task> command, CancellationToken cancellationToken)
    {
        var builder = Host.CreateApplicationBuilder(new HostApplicationBuilderSettings { Args = args, ContentRootPath = AppContext.BaseDirectory });
        builder.Logging.SetMinimumLevel(LogLevel.Warning);
        var options = UcmConfiguration.Read(builder.Configuration);
        using var data = OpenData(options);
        var cluster = UcmConfiguration.ReadCluster(builder.Configuration);
        (cluster.SiloPort, cluster.GatewayPort) = (FreePort.Find(), 0);
        Composition.ComposeSilo(builder, options.Mode, data, cluster);
        builder.Services.AddHttpSettings();
        using var host = builder.Build();
        await host.Services.GetRequiredService<DatabaseStartup>().Run(cancellationToken);
        await host.StartAsync(cancellationToken);
        try
        {
            await command(host.Services, data, cancellationToken);
        }
        finally
        {
            await host.StopAsync(CancellationToken.None);
        }
    }

    private static DataDirectory OpenData(UcmOptions options)
    {
        try
        {
            return DataDirectory.Open(options.DataDirectory);
        }
        catch (StartupException fault) when (fault.InnerException is IOException && fault.Message.Contains("in use", StringComparison.Ordinal))
        {
            throw new StartupException($"{fault.Message.TrimEnd('.')}; stop the server, run this again, and start it.", fault);
        }
    }
}
