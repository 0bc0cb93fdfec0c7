using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Orleans.TestingHost;
using Ucm.Grains.Certificates;
using Ucm.Grains.Interfaces;
using Ucm.Grains.Interfaces.Authorities;
using Ucm.Grains.Interfaces.Certificates;
using Ucm.Grains.Interfaces.Configuration;
using Ucm.Grains.Interfaces.Identity;
using Ucm.Grains.Signing;
using Ucm.Grains.Trust;
using Ucm.Storage;
using Ucm.Storage.Migrations;

namespace Ucm.Grains.CrashWorker;

/// <summary>One silo over a database, with the master key of a folder, a root and an authority under it.</summary>
internal sealed class CrashSilo : IAsyncDisposable
{
    private static readonly AuthorityId Issuing = AuthorityId.Parse("issuing");
    private static readonly AuthorityId Root = AuthorityId.Parse("root");
    private static readonly Caller Admin = new(CallerKind.User, "admin", [Permission.All]);
    private readonly InProcessTestCluster cluster;

    private CrashSilo(InProcessTestCluster cluster) => this.cluster = cluster;

    public static async Task<CrashSilo> Start(string folder, StorageOptions storage, IIssuanceObserver observer)
    {
        StorageMigrator.Migrate(storage);
        var builder = new InProcessTestClusterBuilder(1);
        builder.Options.ConfigureFileLogging = false;
        builder.ConfigureSiloHost((_, host) => Configure(host, folder, storage, observer));
        builder.ConfigureSilo((_, silo) => silo.AddUcmGrains());
        builder.ConfigureClient(client =>
        {
            // The worker speaks as the platform.
            client.Services.AddSingleton(_ => new CallSeal(MasterKeyFile.OpenOrCreate(Path.Combine(folder, "master.key")), TimeProvider.System));
            client.AddOutgoingGrainCallFilter<CallSealer>();
        });
        var silo = new CrashSilo(builder.Build());
        await silo.cluster.DeployAsync();
        await silo.CreateAuthorities();
        return silo;
    }

    public async Task<string> Issue(string request, byte[] csr)
    {
        var command = new IssueCommand(new RequestId($"rest:admin:{request}"), Issuing, "tls-server", [.. csr], Admin);
        var outcome = await cluster.Client.Issuance(Issuing).Issue(command, CancellationToken.None);
        return outcome.Value?.Key.ToId() ?? throw new InvalidOperationException(outcome.Refusal!.Detail);
    }

    public ValueTask DisposeAsync() => cluster.DisposeAsync();

    private async Task CreateAuthorities()
    {
        var root = new CreateAuthorityCommand("CN=Test Root,O=UltimateCA", "ecdsa-p384", TimeSpan.FromDays(3650), null, null, Admin);
        await cluster.Client.Authority(Root).Create(root, CancellationToken.None);
        var issuing = new CreateAuthorityCommand("CN=Test Issuing,O=UltimateCA", "ecdsa-p256", TimeSpan.FromDays(1825), 0, Root, Admin);
        await cluster.Client.Authority(Issuing).Create(issuing, CancellationToken.None);
    }

    private static void Configure(IHostApplicationBuilder host, string folder, StorageOptions storage, IIssuanceObserver observer)
    {
        host.Services.AddSingleton(observer);
        host.Services.AddSingleton(new PublicUrls("https://ca.test:8443", "http://ca.test:8080"));
        host.Services.Configure<MasterKeyOptions>(options => options.Path = Path.Combine(folder, "master.key"));
        host.Services.AddUcmStorage(storage);
    }
}
