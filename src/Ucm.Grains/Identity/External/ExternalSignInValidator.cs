using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Options;
using Ucm.Grains.Identity.External.Ldap;
using Ucm.Grains.Identity.External.Oidc;

namespace Ucm.Grains.Identity.External;

/// <summary>Refuses to start with settings of external providers that cannot work, all faults at once.</summary>
internal sealed class ExternalSignInValidator(IConfiguration configuration) : IValidateOptions<ExternalSignInOptions>
{
    private const int MaxNameLength = 32;

    public ValidateOptionsResult Validate(string? name, ExternalSignInOptions options)
    {
        List<string> faults = [.. FindLdap(options.Ldap), .. FindOidc(options.Oidc)];
        return faults.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(faults);
    }

    private IEnumerable<string> FindLdap(IList<LdapOptions> directories)
    {
        const string Section = $"{ExternalSignInOptions.Section}:{nameof(ExternalSignInOptions.Ldap)}";
        if (directories.Count > 0 && LdapLibrary.FindFault() is { } missing)
        {
            yield return $"{Section} {missing}.";
        }

        foreach (var fault in FindNames(Section, [.. directories.Select(static directory => directory.Name)]).Concat(FindUnknown<LdapOptions>(Section)))
        {
            yield return fault;
        }

        foreach (var fault in directories.SelectMany(static (directory, index) => LdapOptionsFaults.Find($"{Section}:{index}", directory)))
        {
            yield return fault;
        }
    }

    private IEnumerable<string> FindOidc(IList<OidcOptions> providers)
    {
        const string Section = $"{ExternalSignInOptions.Section}:{nameof(ExternalSignInOptions.Oidc)}";
        return
        [
            .. FindNames(Section, [.. providers.Select(static provider => provider.Name)]),
            .. FindUnknown<OidcOptions>(Section),
            .. providers.SelectMany(static (provider, index) => OidcOptionsFaults.Find($"{Section}:{index}", provider)),
        ];
    }

    private static IEnumerable<string> FindNames(string section, string[] names)
    {
        for (var index = 0; index < names.Length; index++)
        {
            var isName = names[index] is { Length: > 0 and <= MaxNameLength } text
                && text.All(static character => char.IsAsciiLetterLower(character) || char.IsAsciiDigit(character) || character == '-');
            if (!isName || names.AsSpan(0, index).Contains(names[index]))
            {
                yield return $"{section}:{index}:Name is '{names[index]}'; it must be 1 to {MaxNameLength} of a-z, 0-9 and -, and different from the others.";
            }
        }
    }

    /// <summary>A misspelt key in a list is not seen by the check of all the keys, and a setting that silently does nothing may be one for security.</summary>
    private IEnumerable<string> FindUnknown<T>(string section)
        where T : class
    {
        var known = typeof(T).GetProperties().Select(static property => property.Name).ToHashSet(StringComparer.OrdinalIgnoreCase);
        return configuration.GetSection(section).GetChildren()
            .SelectMany(static provider => provider.GetChildren())
            .Where(setting => !known.Contains(setting.Key))
            .Select(static setting => $"unknown configuration key '{setting.Path}'.");
    }
}
