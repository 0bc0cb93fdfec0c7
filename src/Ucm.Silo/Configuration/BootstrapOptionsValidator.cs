using Microsoft.Extensions.Options;
using Ucm.Pki.Keys;

namespace Ucm.Silo.Configuration;

/// <summary>Checks the first-start choices before anything is written.</summary>
internal sealed class BootstrapOptionsValidator : IValidateOptions<BootstrapOptions>
{
    public ValidateOptionsResult Validate(string? name, BootstrapOptions options)
    {
        var faults = new List<string>();
        CheckAlgorithm(nameof(options.RootKeyAlgorithm), options.RootKeyAlgorithm, faults);
        CheckAlgorithm(nameof(options.IssuingKeyAlgorithm), options.IssuingKeyAlgorithm, faults);
        if (options.Organization is not { Length: >= 1 and <= 64 })
        {
            faults.Add($"{BootstrapOptions.Section}:{nameof(options.Organization)} has 1 to 64 characters (RFC 5280 ub-organization-name).");
        }

        return faults.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(faults);
    }

    private static void CheckAlgorithm(string key, string algorithm, List<string> faults)
    {
        if (!KeyAlgorithms.TryParse(algorithm, out _))
        {
            var names = string.Join(", ", Enum.GetValues<KeyAlgorithm>().Select(static known => known.ToName()));
            faults.Add($"{BootstrapOptions.Section}:{key} is '{algorithm}'; it must be one of {names}.");
        }
    }
}
