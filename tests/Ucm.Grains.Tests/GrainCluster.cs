using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Orleans.TestingHost;
using Ucm.Grains.Interfaces.Configuration;
using Ucm.Grains.Signing;
using Ucm.Storage;
using Ucm.Storage.Migrations;

namespace Ucm.Grains.Tests;

/// <summary>
/// Two silos in this process over one SQLite file in a temporary folder, with the grains as they are in production. As a class fixture it runs with
/// defaults; <see cref="Start"/> takes a clock, other services, or a folder that an earlier cluster left.
/// </summary>
public sealed class GrainCluster : IAsyncLifetime
{
    private readonly bool ownsFolder;
    private readonly Action<IServiceCollection>? configure;
    private InProcessTestCluster? cluster;

    public GrainCluster()
        : this(null, null, null)
    {
    }

    private GrainCluster(TimeProvider? clock, Action<IServiceCollection>? configure, string? folder)
    {
        ownsFolder = folder is null;
        Clock = clock;
        this.configure = configure;
        Folder = folder ?? Directory.CreateTempSubdirectory("ucm-grains-").FullName;
    }

    /// <summary>Holds <c>ucm.db</c> and <c>master.key</c>.</summary>
    public string Folder { get; }

    public TimeProvider? Clock { get; }

    /// <summary>As a frontend has it: an Orleans client outside the silos.</summary>
    public IGrainFactory Grains => Cluster.Client;

    public InProcessTestCluster Cluster => cluster ?? throw new InvalidOperationException("The cluster has not been started.");

    public StorageOptions Storage => new() { ConnectionString = $"Data Source={Path.Combine(Folder, "ucm.db")}" };

    public static async Task<GrainCluster> Start(TimeProvider? clock = null, Action<IServiceCollection>? configure = null, string? folder = null)
    {
        var started = new GrainCluster(clock, configure, folder);
        await started.InitializeAsync();
        return started;
    }

    /// <summary>A service of one of the silos, 0 or 1.</summary>
    public T Service<T>(int silo = 0)
        where T : notnull => Cluster.GetSiloServiceProvider(Cluster.Silos[silo].SiloAddress).GetRequiredService<T>();

    public async ValueTask InitializeAsync()
    {
        StorageMigrator.Migrate(Storage);
        var builder = new InProcessTestClusterBuilder(2);
        builder.Options.ConfigureFileLogging = false;
        builder.ConfigureSiloHost((_, host) => Configure(host));
        builder.ConfigureSilo((_, silo) =>
        {
            silo.AddUcmGrains();
            configure?.Invoke(silo.Services);
        });
        cluster = builder.Build();
        await cluster.DeployAsync();
    }

    public async ValueTask DisposeAsync()
    {
        if (cluster is not null)
        {
            await cluster.DisposeAsync();
        }

        if (ownsFolder)
        {
            Directory.Delete(Folder, recursive: true);
        }
    }

    private void Configure(IHostApplicationBuilder host)
    {
        host.Logging.SetMinimumLevel(LogLevel.Warning);
        if (Clock is not null)
        {
            host.Services.AddSingleton(Clock);
        }

        host.Services.AddSingleton(new PublicUrls("https://ca.test:8443", "http://ca.test:8080"));
        host.Services.Configure<MasterKeyOptions>(options => options.Path = Path.Combine(Folder, "master.key"));
        host.Services.AddUcmStorage(Storage);
    }
}
