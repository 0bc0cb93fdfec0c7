using Microsoft.Extensions.Options;
using Ucm.Grains.Interfaces.Authorities;

namespace Ucm.Grains.Acme;

/// <summary>Checks what an annotation cannot.</summary>
internal sealed class AcmeOptionsValidator : IValidateOptions<AcmeOptions>
{
    public ValidateOptionsResult Validate(string? name, AcmeOptions options) => AuthorityId.TryParse(options.Authority, out _)
        ? ValidateOptionsResult.Success
        : ValidateOptionsResult.Fail($"{AcmeOptions.Section}:{nameof(AcmeOptions.Authority)} is '{options.Authority}', which is no authority's name (such as issuing).");
}
