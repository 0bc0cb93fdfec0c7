using Microsoft.Extensions.DependencyInjection;
using Orleans.TestingHost;
using Ucm.Grains.Identity;
using Ucm.Grains.Interfaces;
using Ucm.Grains.Interfaces.Configuration;
using Ucm.Grains.Interfaces.Identity;
using Ucm.Grains.Signing;
using Ucm.Grains.Tests.Trust;
using Ucm.Storage;
using Ucm.Storage.Audit;
using Ucm.Storage.GrainStorage;
using Ucm.Storage.Migrations;
using Ucm.TestHosting;

namespace Ucm.Grains.Tests.Identity;

/// <summary>Two silos with the real grains on SQLite; the clock is ours and passwords are hashed with few iterations.</summary>
public sealed class IdentityCluster : IAsyncLifetime
{
    public const string Password = "three purple submarines";
    private readonly DirectoryInfo _directory = Directory.CreateTempSubdirectory("ucm-identity-");
    private InProcessTestCluster? _cluster;

    public ShiftedClock Clock { get; } = new();

    public IGrainFactory Grains => _cluster!.Client;

    /// <summary>Services that are to be others.</summary>
    internal Action<IServiceCollection>? Configure { get; init; }

    internal IGrainStates States => _cluster!.GetSiloServiceProvider().GetRequiredService<IGrainStates>();

    internal IAuditStore Audit => _cluster!.GetSiloServiceProvider().GetRequiredService<IAuditStore>();

    public async ValueTask InitializeAsync()
    {
        FastRun.MayNotStart("a cluster");
        var storage = new StorageOptions { ConnectionString = $"Data Source={Path.Combine(_directory.FullName, "ucm.db")}" };
        StorageMigrator.Migrate(storage);
        var builder = new InProcessTestClusterBuilder(2);
        builder.ConfigureSilo((_, silo) =>
        {
            silo.Services.AddSingleton<TimeProvider>(Clock);
            silo.Services.AddUcmStorage(storage);
            silo.Services.AddSingleton(new PublicUrls("https://ca.example", "http://ca.example"));
            silo.Services.AddSingleton(_ => new PasswordHasher(iterations: 1000));
            silo.Services.Configure<MasterKeyOptions>(options => options.Path = Path.Combine(_directory.FullName, "master.key"));
            silo.AddUcmGrains();
            Configure?.Invoke(silo.Services);
        });
        builder.ConfigureClient(client => client.UseSeal(Path.Combine(_directory.FullName, "master.key")));
        _cluster = builder.Build();
        await _cluster.DeployAsync();
    }

    public async ValueTask DisposeAsync()
    {
        if (_cluster is not null)
        {
            await _cluster.DisposeAsync();
        }

        _directory.Delete(recursive: true);
    }

    /// <summary>The octets of the database's files, those of its log too.</summary>
    public IEnumerable<byte[]> DatabaseFiles() => _directory.EnumerateFiles("ucm.db*").Select(static file =>
    {
        using var stream = new FileStream(file.FullName, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
        var octets = new byte[stream.Length];
        stream.ReadExactly(octets);
        return octets;
    });

    /// <summary>A new user with <see cref="Password"/>.</summary>
    public async Task<UserName> CreateUser(params string[] roles)
    {
        var name = UserName.Parse($"u{Guid.NewGuid():n}");
        var command = new CreateUserCommand(new SecretText(Password), [.. roles.Length == 0 ? [Roles.Viewer] : roles], MustChangePassword: false, Caller.System("test"));
        var created = await Grains.User(name).Create(command, CancellationToken.None);
        return created.Succeeded ? created.Value.Name : throw new InvalidOperationException(created.Refusal.Detail);
    }

    public Task<Interfaces.Outcomes.Outcome<SignedIn>> SignIn(string user, string password = Password, SessionKind kind = SessionKind.Api, string? address = null) =>
        Grains.SignIn().SignIn(new SignInCommand(user, new SecretText(password), kind, address), CancellationToken.None);
}
