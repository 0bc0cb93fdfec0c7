using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Fido2NetLib;
using Fido2NetLib.Cbor;
using Fido2NetLib.Objects;
using Microsoft.Extensions.Options;
using Ucm.Grains.Interfaces.Outcomes;

namespace Ucm.Grains.Identity.Factors;

/// <summary>Which authenticators are accepted (WebAuthn §7.1 steps 21–24). The library has verified the statement's signature by then.</summary>
internal sealed class AttestationPolicy
{
    private readonly PasskeyAttestation attestation;
    private readonly HashSet<Guid> allowed;
    private readonly X509Certificate2Collection roots;
    private readonly TimeProvider clock;

    public AttestationPolicy(IOptions<PasskeyPolicyOptions> options, TimeProvider clock)
    {
        var settings = options.Value;
        this.clock = clock;
        attestation = settings.Attestation;
        allowed = [.. settings.AllowedAaguids.Select(Guid.Parse)];
        roots = string.IsNullOrEmpty(settings.RootsDirectory) ? [] : AttestationRoots.Load(settings.RootsDirectory);
    }

    public AttestationConveyancePreference Preference => attestation switch
    {
        PasskeyAttestation.Direct => AttestationConveyancePreference.Direct,
        PasskeyAttestation.Indirect => AttestationConveyancePreference.Indirect,
        _ => AttestationConveyancePreference.None,
    };

    /// <summary>Refusals: PolicyViolation.</summary>
    public Refusal? Check(AuthenticatorAttestationResponse response)
    {
        var statement = response.AttestationObject;
        var aaguid = statement.AuthData.AttestedCredentialData!.AaGuid;
        if (attestation != PasskeyAttestation.None && allowed.Count > 0 && !allowed.Contains(aaguid))
        {
            return new Refusal(RefusalCode.PolicyViolation, $"Authenticators of the model {aaguid} are not accepted here.");
        }

        return attestation != PasskeyAttestation.Direct || IsProven(statement)
            ? null
            : new Refusal(
                RefusalCode.PolicyViolation,
                "The authenticator does not prove what it is: its attestation leads to no manufacturer that is trusted here.");
    }

    /// <summary>A statement without certificates is "none", or self attestation, which anybody can make (WebAuthn §6.5.4).</summary>
    private bool IsProven(AuthenticatorAttestationResponse.ParsedAttestationObject statement)
    {
        if (statement.Fmt == "none" || statement.AttStmt["x5c"] is not CborArray { Length: > 0 } chain)
        {
            return false;
        }

        try
        {
            return AttestationRoots.Trust(roots, [.. chain.Values.OfType<CborByteString>().Select(static one => one.Value)], clock.GetUtcNow());
        }
        catch (CryptographicException)
        {
            return false;
        }
    }
}
