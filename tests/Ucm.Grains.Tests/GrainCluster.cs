using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Orleans.TestingHost;
using Ucm.Grains.Interfaces.Configuration;
using Ucm.Grains.Signing;
using Ucm.Grains.Tests.Trust;
using Ucm.Storage;
using Ucm.Storage.Migrations;
using Ucm.TestHosting;

namespace Ucm.Grains.Tests;

/// <summary>
/// Two silos in this process over one database, with the grains as they are in production. As a class fixture it runs with defaults, on a SQLite file in a temporary
/// folder; <see cref="Start"/> takes a clock, other services (by silo, 0 or 1), another database, or a folder that an earlier cluster left or another one shares.
/// </summary>
public sealed class GrainCluster : IAsyncLifetime
{
    private readonly bool ownsFolder;
    private readonly Action<IServiceCollection>? configure;
    private readonly Action<int, IServiceCollection>? configureSilo;
    private readonly List<string> names = [];
    private InProcessTestCluster? cluster;

    public GrainCluster()
        : this(null, null, null, null, null)
    {
    }

    private GrainCluster(
        TimeProvider? clock, Action<IServiceCollection>? configure, string? folder, StorageOptions? storage, Action<int, IServiceCollection>? configureSilo)
    {
        ownsFolder = folder is null;
        Clock = clock;
        this.configure = configure;
        this.configureSilo = configureSilo;
        Folder = folder ?? Directory.CreateTempSubdirectory("ucm-grains-").FullName;
        Storage = storage ?? new() { ConnectionString = $"Data Source={Path.Combine(Folder, "ucm.db")}" };
    }

    /// <summary>Holds <c>ucm.db</c> and <c>master.key</c>.</summary>
    public string Folder { get; }

    public TimeProvider? Clock { get; }

    /// <summary>An Orleans client outside the silos that seals its calls as silos do, so that tests may speak as the platform.</summary>
    public IGrainFactory Grains => Cluster.Client;

    public InProcessTestCluster Cluster => cluster ?? throw new InvalidOperationException("The cluster has not been started.");

    public StorageOptions Storage { get; }

    public static async Task<GrainCluster> Start(
        TimeProvider? clock = null,
        Action<IServiceCollection>? configure = null,
        string? folder = null,
        StorageOptions? storage = null,
        Action<int, IServiceCollection>? configureSilo = null)
    {
        var started = new GrainCluster(clock, configure, folder, storage, configureSilo);
        await started.InitializeAsync();
        return started;
    }

    /// <summary>A service of one of the silos, 0 or 1.</summary>
    public T Service<T>(int silo = 0)
        where T : notnull => Cluster.GetSiloServiceProvider(Silo(silo).SiloAddress).GetRequiredService<T>();

    /// <summary>By the number that its services were configured under; silos start side by side, so the order of the list is another one at times.</summary>
    public InProcessSiloHandle Silo(int silo) => Cluster.Silos.Single(one => one.Name == names[silo]);

    public async ValueTask InitializeAsync()
    {
        FastRun.MayNotStart("a cluster");
        StorageMigrator.Migrate(Storage);
        var builder = new InProcessTestClusterBuilder(2);
        builder.Options.ConfigureFileLogging = false;
        builder.ConfigureSiloHost((_, host) => Configure(host));
        builder.ConfigureSilo((options, silo) =>
        {
            silo.AddUcmGrains();
            configure?.Invoke(silo.Services);
            var number = Number(options.SiloName);
            configureSilo?.Invoke(number, silo.Services);
        });
        builder.ConfigureClient(client => client.UseSeal(Path.Combine(Folder, "master.key")));
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

    private int Number(string name)
    {
        lock (names)
        {
            names.Add(name);
            return names.Count - 1;
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
