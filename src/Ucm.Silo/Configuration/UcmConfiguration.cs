using Microsoft.Extensions.Options;
using Ucm.Silo.Hosting;
using Ucm.Storage;

namespace Ucm.Silo.Configuration;

/// <summary>What has to be known of the configuration before the host is built; also refuses keys that do not exist.</summary>
internal static class UcmConfiguration
{
    public static KnownKeys KnownKeys { get; } = new(
        typeof(UcmConfiguration).Assembly, typeof(Frontend.FrontendModule).Assembly, typeof(Grains.GrainsModule).Assembly, typeof(StorageModule).Assembly);

    /// <exception cref="OptionsValidationException">Unknown keys, all of them at once.</exception>
    /// <exception cref="StartupException">A mode this version does not have.</exception>
    public static UcmOptions Read(ConfigurationManager configuration)
    {
        if (KnownKeys.FindFaults(configuration) is { Count: > 0 } faults)
        {
            throw new OptionsValidationException(UcmOptions.Section, typeof(UcmOptions), faults);
        }

        configuration.AddInMemoryCollection([.. KnownKeys.SplitLists(configuration)]);
        var options = configuration.GetSection(UcmOptions.Section).Get<UcmOptions>() ?? new UcmOptions();
        return options.Mode == UcmMode.Standalone
            ? options
            : throw new StartupException($"the mode {options.Mode} needs the PostgreSQL cluster, which this version does not have yet; use Ucm:Mode=Standalone.");
    }

    public static StorageOptions ReadStorage(IConfiguration configuration, DataDirectory data)
    {
        var options = configuration.GetSection(StorageOptions.Section).Get<StorageOptions>() ?? new StorageOptions();
        if (string.IsNullOrEmpty(options.ConnectionString))
        {
            options.ConnectionString = $"Data Source={data.DatabaseFile}";
        }

        return options;
    }
}
