using System.Reflection;
using Microsoft.Extensions.Options;
using Ucm.Frontend.Configuration;
using Ucm.Frontend.Http;
using Ucm.Silo.Hosting;
using Ucm.Storage;

namespace Ucm.Silo.Configuration;

/// <summary>What has to be known of the configuration before the host is built; also refuses keys that do not exist and modes that do not fit the rest.</summary>
internal static class UcmConfiguration
{
    private static readonly Assembly[] Assemblies =
        [typeof(UcmConfiguration).Assembly, typeof(Frontend.FrontendModule).Assembly, typeof(Grains.GrainsModule).Assembly, typeof(StorageModule).Assembly];

    public static KnownKeys KnownKeys { get; } = new(Assemblies);

    /// <exception cref="OptionsValidationException">Unknown keys, or values that do not go together: all of them at once.</exception>
    public static UcmOptions Read(ConfigurationManager configuration)
    {
        var options = ReadKeys(configuration);
        ThrowIfAny([.. FindModeFaults(options.Mode, configuration)]);
        return options;
    }

    /// <summary>For the command that only migrates.</summary>
    /// <exception cref="OptionsValidationException">The connection string cannot be read, or the database is reached without proof of which server
    /// answers.</exception>
    public static StorageOptions ReadStorageToMigrate(IConfiguration configuration)
    {
        var storage = ReadStorage(configuration);
        ThrowIfAny([.. storage.FindFaults(), .. DatabaseLinks.FindFaults(storage)]);
        return storage;
    }

    /// <summary>Without a look at the mode, for commands that serve nobody.</summary>
    /// <exception cref="OptionsValidationException">Unknown keys and values that cannot be taken, all of them at once.</exception>
    public static UcmOptions ReadKeys(ConfigurationManager configuration)
    {
        ThrowIfAny([.. KnownKeys.FindFaults(configuration), .. SettingFaults.Find(configuration, Assemblies)]);
        configuration.AddInMemoryCollection([.. KnownKeys.SplitLists(configuration)]);
        return configuration.GetSection(UcmOptions.Section).Get<UcmOptions>() ?? new UcmOptions();
    }

    public static ClusterOptions ReadCluster(IConfiguration configuration) =>
        configuration.GetSection(ClusterOptions.Section).Get<ClusterOptions>() ?? new ClusterOptions();

    public static StorageOptions ReadStorage(IConfiguration configuration) =>
        configuration.GetSection(StorageOptions.Section).Get<StorageOptions>() ?? new StorageOptions();

    public static StorageOptions ReadStorage(IConfiguration configuration, DataDirectory data)
    {
        var options = ReadStorage(configuration);
        if (string.IsNullOrEmpty(options.ConnectionString))
        {
            options.ConnectionString = $"Data Source={data.DatabaseFile}";
        }

        return options;
    }

    public static string MasterKeyPath(IConfiguration configuration, string dataDirectory) =>
        configuration.GetSection(MasterKeySettings.Section).Get<MasterKeySettings>()?.Path is { Length: > 0 } path
            ? Path.GetFullPath(path)
            : Path.Combine(dataDirectory, DataDirectory.MasterKeyName);

    private static IEnumerable<string> FindModeFaults(UcmMode mode, ConfigurationManager configuration)
    {
        var storage = ReadStorage(configuration);
        foreach (var fault in storage.FindFaults().Concat(DatabaseLinks.FindFaults(storage)).Distinct(StringComparer.Ordinal))
        {
            yield return fault;
        }

        if (mode == UcmMode.Standalone)
        {
            if (storage.Provider != StorageProvider.Sqlite)
            {
                yield return $"the mode Standalone keeps its data in SQLite; with {StorageOptions.Section}:Provider={storage.Provider} use {UcmOptions.Section}:Mode=Node.";
            }

            yield break;
        }

        if (storage.Provider != StorageProvider.PostgreSql || string.IsNullOrEmpty(storage.ConnectionString))
        {
            yield return $"the mode {mode} needs PostgreSQL: set {StorageOptions.Section}:Provider=PostgreSql and {StorageOptions.Section}:ConnectionString.";
        }

        foreach (var fault in ReadCluster(configuration).FindFaults())
        {
            yield return fault;
        }

        // Written into every certificate, so a default that names this machine only would be found out too late.
        if (string.IsNullOrEmpty(configuration[$"{PublicUrlOptions.Section}:Http"]) || string.IsNullOrEmpty(configuration[$"{PublicUrlOptions.Section}:Https"]))
        {
            yield return $"the mode {mode} needs {PublicUrlOptions.Section}:Https and {PublicUrlOptions.Section}:Http, the same on every node: Http is written into certificates.";
        }
    }

    private static void ThrowIfAny(IReadOnlyCollection<string> faults)
    {
        if (faults.Count > 0)
        {
            throw new OptionsValidationException(UcmOptions.Section, typeof(UcmOptions), faults);
        }
    }
}
