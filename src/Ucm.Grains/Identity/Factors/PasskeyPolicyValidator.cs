using Microsoft.Extensions.Options;

namespace Ucm.Grains.Identity.Factors;

/// <summary>Every fault of the settings at once, so that none of them lets passkeys in that should be kept out.</summary>
internal sealed class PasskeyPolicyValidator : IValidateOptions<PasskeyPolicyOptions>
{
    public ValidateOptionsResult Validate(string? name, PasskeyPolicyOptions options)
    {
        List<string> faults =
        [
            .. options.AllowedAaguids.Where(static aaguid => !Guid.TryParse(aaguid, out _))
                .Select(static aaguid => $"{PasskeyPolicyOptions.Section}:AllowedAaguids: '{aaguid}' is not a GUID."),
        ];
        if (options.RootsDirectory is { Length: > 0 } directory && AttestationRoots.FindFault(directory) is { } fault)
        {
            faults.Add($"{PasskeyPolicyOptions.Section}:RootsDirectory: {fault}");
        }

        if (options.Attestation == PasskeyAttestation.Direct && string.IsNullOrEmpty(options.RootsDirectory))
        {
            faults.Add($"{PasskeyPolicyOptions.Section}:Attestation is Direct, which needs :RootsDirectory.");
        }

        return faults.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(faults);
    }
}
