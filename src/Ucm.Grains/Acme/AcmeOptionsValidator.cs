using Microsoft.Extensions.Options;
using Ucm.Grains.Interfaces.Acme;
using Ucm.Grains.Interfaces.Authorities;

namespace Ucm.Grains.Acme;

/// <summary>Checks what an annotation cannot.</summary>
internal sealed class AcmeOptionsValidator : IValidateOptions<AcmeOptions>
{
    public ValidateOptionsResult Validate(string? name, AcmeOptions options)
    {
        var faults = new List<string>();
        if (!AuthorityId.TryParse(options.Authority, out _))
        {
            faults.Add($"{AcmeOptions.Section}:{nameof(AcmeOptions.Authority)} is '{options.Authority}', which is no authority's name (such as issuing).");
        }

        if (options.Caa != CaaMode.Off && options.CaaIdentities.Count == 0)
        {
            faults.Add(
                $"{AcmeOptions.Section}:{nameof(AcmeOptions.CaaIdentities)} needs a name when "
                    + $"{AcmeOptions.Section}:{nameof(AcmeOptions.Caa)} is {options.Caa}.");
        }

        return faults.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(faults);
    }
}
