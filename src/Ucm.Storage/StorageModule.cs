using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Orleans.Storage;
using Ucm.Storage.Acme;
using Ucm.Storage.Audit;
using Ucm.Storage.Authorities;
using Ucm.Storage.Certificates;
using Ucm.Storage.Crls;
using Ucm.Storage.GrainStorage;
using Ucm.Storage.Keys;
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
        services.AddSingleton<IStorageWriter, BatchedWriter>();
        services.AddSingleton<ICertificateStore, CertificateStore>();
        services.AddSingleton<IRevocationStore, RevocationStore>();
        services.AddSingleton<ICrlStore, CrlStore>();
        services.AddSingleton<IKeyStore, KeyStore>();
        services.AddSingleton<IAuthorityIndex, AuthorityIndex>();
        services.AddSingleton<IAcmeIndex, AcmeIndex>();
        services.AddSingleton<IAuditStore, AuditStore>();

        // Set by name: Orleans' default would write CLR type names into the rows.
        services.AddSingleton(provider =>
            ActivatorUtilities.CreateInstance<BatchedGrainStorage>(provider, ActivatorUtilities.CreateInstance<OrleansGrainStorageSerializer>(provider)));
        services.AddKeyedSingleton<IGrainStorage>(GrainStorageNames.Audited, (provider, _) => provider.GetRequiredService<BatchedGrainStorage>());
        services.AddKeyedSingleton<IGrainStorage>(GrainStorageNames.Plain, (provider, _) => provider.GetRequiredService<BatchedGrainStorage>());
        return services;
    }

    private static void AddDialect(IServiceCollection services, StorageOptions options)
    {
        if (options.Provider != StorageProvider.Sqlite)
            throw new NotSupportedException($"This release has no storage on {options.Provider}.");

        services.AddSingleton(new SqliteDatabase(options.ConnectionString));
        services.AddSingleton<IBatchExecutor, SqliteBatchExecutor>();
        services.AddSingleton<IReadPool, SqliteReadPool>();
    }
}
