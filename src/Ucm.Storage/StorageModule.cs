using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Orleans.Configuration;
using Orleans.Runtime.Hosting;
using Orleans.Storage;
using Ucm.Storage.Acme;
using Ucm.Storage.Audit;
using Ucm.Storage.Authorities;
using Ucm.Storage.Certificates;
using Ucm.Storage.Crls;
using Ucm.Storage.GrainStorage;
using Ucm.Storage.Identity;
using Ucm.Storage.Inbox;
using Ucm.Storage.Jobs;
using Ucm.Storage.Keys;
using Ucm.Storage.Objects;
using Ucm.Storage.Postgres;
using Ucm.Storage.Reading;
using Ucm.Storage.Revocations;
using Ucm.Storage.Sqlite;
using Ucm.Storage.Writing;

namespace Ucm.Storage;

/// <summary>Registers the stores and the grain storage providers of one database, which <see cref="Migrations.StorageMigrator"/> has brought up to date.</summary>
public static class StorageModule
{
    public static IServiceCollection AddUcmStorage(this IServiceCollection services, StorageOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        services.TryAddSingleton(TimeProvider.System);
        services.AddSingleton(options);
        AddDialect(services, options);

        services.AddSingleton<StorageMetrics>();
        services.AddSingleton<IStorageWriter>(provider =>
        {
            var writers = Enumerable.Range(0, Writers(options)).Select(_ => provider.GetRequiredService<IBatchExecutor>()).ToArray();
            return ActivatorUtilities.CreateInstance<BatchedWriter>(provider, [writers]);
        });
        services.AddSingleton<ICertificateStore, CertificateStore>();
        services.AddSingleton<IRevocationStore, RevocationStore>();
        services.AddSingleton<ICrlStore, CrlStore>();
        services.AddSingleton<IKeyStore, KeyStore>();
        services.AddSingleton<IAuthorityIndex, AuthorityIndex>();
        services.AddSingleton<IObjectStore, ObjectStore>();
        services.AddSingleton<IAcmeIndex, AcmeIndex>();
        services.AddSingleton<IAcmeLists, AcmeLists>();
        services.AddSingleton<IExternalAccountIndex, ExternalAccountIndex>();
        services.AddSingleton<ISessionIndex, SessionIndex>();
        services.AddSingleton<IInboxIndex, InboxIndex>();
        services.AddSingleton<IJobIndex, JobIndex>();
        services.AddSingleton<IAuditStore, AuditStore>();

        // Set by name: Orleans' default would write CLR type names into the rows.
        services.AddSingleton(provider =>
            ActivatorUtilities.CreateInstance<BatchedGrainStorage>(provider, ActivatorUtilities.CreateInstance<OrleansGrainStorageSerializer>(provider)));
        services.AddSingleton<IGrainStates>(provider =>
            ActivatorUtilities.CreateInstance<GrainStates>(provider, ActivatorUtilities.CreateInstance<OrleansGrainStorageSerializer>(provider)));
        services.AddKeyedSingleton<IGrainStorage>(GrainStorageNames.Audited, (provider, _) => provider.GetRequiredService<BatchedGrainStorage>());
        return services;
    }

    private static int Writers(StorageOptions options) => options.Provider == StorageProvider.Sqlite ? 1 : options.Writers ?? 2;

    private static void AddDialect(IServiceCollection services, StorageOptions options)
    {
        switch (options.Provider)
        {
            case StorageProvider.Sqlite:
                services.AddSingleton(new SqliteDatabase(options.ConnectionString));
                services.AddTransient<IBatchExecutor, SqliteBatchExecutor>();
                services.AddSingleton<IReadPool, SqliteReadPool>();
                services.AddSingleton<IDatabaseMode, SqliteMode>();
                services.AddSingleton<ICertificateCounts, SqliteCertificateCounts>();
                services.AddKeyedSingleton<IGrainStorage>(GrainStorageNames.Plain, (provider, _) => provider.GetRequiredService<BatchedGrainStorage>());
                break;
            case StorageProvider.PostgreSql:
                services.AddSingleton(_ => new PostgresDatabase(options));
                services.AddTransient<IBatchExecutor, PostgresBatchExecutor>();
                services.AddSingleton<PostgresSharedReads>();
                services.AddSingleton<IReadPool, PostgresReadPool>();
                services.AddSingleton<IDatabaseMode, PostgresMode>();
                services.AddSingleton<ICertificateCounts, PostgresCertificateCounts>();
                AddPlainOnPostgres(services);
                break;
            default:
                throw new NotSupportedException($"There is no storage on {options.Provider}.");
        }
    }

    private static void AddPlainOnPostgres(IServiceCollection services)
    {
        services.AddOptions<AdoNetGrainStorageOptions>(GrainStorageNames.Plain).Configure<IServiceProvider>((plain, provider) =>
        {
            plain.Invariant = "Npgsql";
            plain.DataSource = provider.GetRequiredService<PostgresDatabase>().Plain;
            plain.GrainStorageSerializer = ActivatorUtilities.CreateInstance<OrleansGrainStorageSerializer>(provider);
        });
        services.AddGrainStorage(GrainStorageNames.Plain, static (provider, name) => new PlainGrainStorage(AdoNetGrainStorageFactory.Create(provider, name)));
    }
}
