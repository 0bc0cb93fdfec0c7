using Microsoft.Extensions.Options;

namespace Ucm.Frontend.Http;

/// <summary>Checks the base URLs before anything is started that would write them into a certificate.</summary>
internal sealed class PublicUrlOptionsValidator : IValidateOptions<PublicUrlOptions>
{
    public ValidateOptionsResult Validate(string? name, PublicUrlOptions options)
    {
        var faults = new List<string>();
        options.Resolve(new HttpOptions(), faults);
        return faults.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(faults);
    }
}
