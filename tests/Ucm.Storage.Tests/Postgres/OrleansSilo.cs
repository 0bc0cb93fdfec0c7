using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Orleans.Configuration;
using Ucm.TestHosting;

namespace Ucm.Storage.Tests.Postgres;

/// <summary>A silo whose membership, reminders and plain grain state live in our tables.</summary>
public sealed class OrleansSilo(PostgresService service) : IAsyncLifetime
{
    private readonly PostgresFixture database = new(service);
    private IHost? host;

    public IServiceProvider Services => host!.Services;

    public PostgresFixture Database => database;

    public async ValueTask InitializeAsync()
    {
        await database.InitializeAsync();
        var connectionString = database.Options.ConnectionString;
        var builder = Host.CreateEmptyApplicationBuilder(null);
        builder.Logging.SetMinimumLevel(LogLevel.None);
        builder.UseOrleans(silo => silo
            .Configure<ClusterOptions>(options => (options.ClusterId, options.ServiceId) = ("test", "test"))
            .ConfigureEndpoints(System.Net.IPAddress.Loopback, PostgresServer.FreePort(), PostgresServer.FreePort())
            .UseAdoNetClustering(options => (options.Invariant, options.ConnectionString) = ("Npgsql", connectionString))
            .UseAdoNetReminderService(options => (options.Invariant, options.ConnectionString) = ("Npgsql", connectionString)));
        builder.Services.AddUcmStorage(database.Options);
        host = builder.Build();
        await host.StartAsync(TestContext.Current.CancellationToken);
    }

    public async ValueTask DisposeAsync()
    {
        if (host is not null)
        {
            await host.StopAsync(CancellationToken.None);
            host.Dispose();
        }

        await database.DisposeAsync();
    }
}
