using Microsoft.Extensions.Options;

namespace Ucm.Grains.Acme.Validation;

internal sealed class AcmeValidationOptionsValidator : IValidateOptions<AcmeValidationOptions>
{
    public ValidateOptionsResult Validate(string? name, AcmeValidationOptions options)
    {
        string[] faults = [.. options.Faults()];
        return faults.Length == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(faults);
    }
}
