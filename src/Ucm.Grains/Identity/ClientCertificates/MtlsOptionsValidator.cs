using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Options;
using Ucm.Grains.Interfaces.Authorities;

namespace Ucm.Grains.Identity.ClientCertificates;

/// <summary>Reads everything that <see cref="MtlsOptions"/> names, once before the start, and reports all faults together.</summary>
internal sealed class MtlsOptionsValidator(IConfiguration? configuration = null) : IValidateOptions<MtlsOptions>
{
    private static readonly string[] RuleKeys = [.. typeof(MtlsRuleOptions).GetProperties().Select(static property => property.Name)];

    public ValidateOptionsResult Validate(string? name, MtlsOptions options)
    {
        List<string> faults = [.. AuthorityFaults(options), .. FileFaults(options), .. RuleKeyFaults()];
        foreach (var (index, rule) in options.Rules.Index())
        {
            CertificateRuleReader.Read(rule, $"{MtlsOptions.Section}:{nameof(MtlsOptions.Rules)}:{index}", faults);
        }

        if (options.Rules.Count > 0 && options.Authorities.Count == 0 && options.Roots.Count == 0)
        {
            const string Needed = $"{nameof(MtlsOptions.Authorities)} or {nameof(MtlsOptions.Roots)}";
            faults.Add($"{MtlsOptions.Section}:{nameof(MtlsOptions.Rules)} need {Needed}: no certificate would be trusted.");
        }

        return faults.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(faults);
    }

    private static IEnumerable<string> AuthorityFaults(MtlsOptions options) => options.Authorities
        .Where(static text => !AuthorityId.TryParse(text, out _))
        .Select(static text => $"{MtlsOptions.Section}:{nameof(MtlsOptions.Authorities)} has '{text}', which is no authority's name (such as issuing).");

    private static IEnumerable<string> FileFaults(MtlsOptions options)
    {
        foreach (var file in options.Roots)
        {
            if (!TrustedRoots.TryRead(file, out _, out var fault))
            {
                yield return $"{MtlsOptions.Section}:{nameof(MtlsOptions.Roots)}: {fault}";
            }
        }

        foreach (var file in options.Crls)
        {
            if (!CrlFile.TryRead(file, out _, out var fault))
            {
                yield return $"{MtlsOptions.Section}:{nameof(MtlsOptions.Crls)}: {fault}";
            }
        }
    }

    /// <summary>A condition that is misspelt would be none, and the rule would let in more than it says.</summary>
    private IEnumerable<string> RuleKeyFaults()
    {
        var settings = configuration?.GetSection($"{MtlsOptions.Section}:{nameof(MtlsOptions.Rules)}")
            .GetChildren()
            .SelectMany(static rule => rule.GetChildren());
        foreach (var setting in settings ?? [])
        {
            if (!RuleKeys.Contains(setting.Key, StringComparer.OrdinalIgnoreCase))
            {
                yield return $"unknown configuration key '{setting.Path}'; a rule has {string.Join(", ", RuleKeys)}.";
            }
            else if (setting.Value is not null && setting.Key.Equals(nameof(MtlsRuleOptions.Roles), StringComparison.OrdinalIgnoreCase))
            {
                yield return $"{setting.Path} is a list: write {setting.Path}:0, {setting.Path}:1 and so on.";
            }
        }
    }
}
