using Microsoft.Extensions.Options;
using Ucm.Pki.Keys;

namespace Ucm.Grains.Ocsp;

internal sealed class OcspOptionsValidator : IValidateOptions<OcspOptions>
{
    public ValidateOptionsResult Validate(string? name, OcspOptions options)
    {
        var faults = options.ResponderKeys.Where(static key => !KeyAlgorithms.TryParse(key, out _)).Select(static key => $"{OcspOptions.Section}:ResponderKeys: there is no key '{key}'.").ToList();
        return faults.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(faults);
    }
}
