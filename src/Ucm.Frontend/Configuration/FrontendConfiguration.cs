using Microsoft.Extensions.Options;
using Ucm.Frontend.Cluster;
using Ucm.Frontend.Hosting;

namespace Ucm.Frontend.Configuration;

/// <summary>What a frontend of its own has to know before its host is built; also refuses keys that do not exist, and secrets it must not hold.</summary>
internal static class FrontendConfiguration
{
    /// <summary>Settings of the silos. One file may configure a whole installation, so they are accepted here and do nothing; the silos check their spelling.</summary>
    private static readonly string[] ForSilos =
    [
        "Ucm:Auth", "Ucm:Acme", "Ucm:Ocsp", "Ucm:Requests", "Ucm:Jobs", "Ucm:Bootstrap:Enabled",
        "Ucm:RateLimits:SignInFailuresPerMinute", "Ucm:RateLimits:RefreshFailuresPerMinute", "Ucm:RateLimits:OidcSignInsPerMinute",
        "Ucm:RateLimits:AcmeAccountsPerHour", "Ucm:RateLimits:AcmeOrdersPerHour",
    ];

    /// <summary>What would make a frontend worth breaking into.</summary>
    private static readonly string[] Forbidden = ["Ucm:Storage", "Ucm:MasterKey", "Ucm:Bootstrap:AdminPassword", "Ucm:DataDirectory"];

    public static KnownKeys KnownKeys { get; } = new(typeof(FrontendModule).Assembly);

    /// <exception cref="OptionsValidationException">Unknown keys or values, all of them at once.</exception>
    /// <exception cref="StartupException">A key that a frontend must not hold.</exception>
    public static ClusterClientOptions Read(ConfigurationManager configuration)
    {
        if (Forbidden.FirstOrDefault(key => configuration.GetSection(key).Exists()) is { } secret)
        {
            throw new StartupException($"a frontend must not hold '{secret}': it belongs to the silos alone.");
        }

        string[] faults = [.. KnownKeys.FindFaults(configuration, ForSilos), .. SettingFaults.Find(configuration, typeof(FrontendModule).Assembly)];
        if (faults.Length > 0)
        {
            throw new OptionsValidationException("Ucm", typeof(ClusterClientOptions), faults);
        }

        configuration.AddInMemoryCollection([.. KnownKeys.SplitLists(configuration)]);
        var options = configuration.GetSection(ClusterClientOptions.Section).Get<ClusterClientOptions>() ?? new ClusterClientOptions();
        var checkedOptions = new ClusterClientOptionsValidator().Validate(null, options);
        return checkedOptions.Succeeded
            ? options
            : throw new OptionsValidationException(ClusterClientOptions.Section, typeof(ClusterClientOptions), checkedOptions.Failures);
    }
}
