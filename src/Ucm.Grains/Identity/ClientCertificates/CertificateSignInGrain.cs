using System.Collections.Immutable;
using System.Security.Cryptography;
using Microsoft.Extensions.Logging;
using Orleans.Concurrency;
using Ucm.Grains.Interfaces.Identity;
using Ucm.Grains.Interfaces.Identity.ClientCertificates;
using Ucm.Grains.Interfaces.Outcomes;
using Ucm.Grains.RateLimits;
using Ucm.Pki.Authentication;

namespace Ucm.Grains.Identity.ClientCertificates;

/// <summary>
/// Sign in by certificate: 1 address limit · 2 may the frontend speak of certificates? · 3 path, validity, usage · 4 rule, user · 5 revocation · 6 the
/// user, and whether it is an administrator · 7 session · 8 give the address its unit back. What was wrong is for the log and the audit; the client hears
/// one answer.
/// </summary>
[StatelessWorker]
internal sealed class CertificateSignInGrain(
    SignInLimits limits, IClientProofVerifier proofs, CertificateTrust trust, CertificateAccess access, ILogger<CertificateSignInGrain> log)
    : Grain, ICertificateSignInGrain
{
    private const int MaxAddress = 64;
    private static readonly Refusal NotAccepted = new(RefusalCode.InvalidCredentials, "The client certificate is not accepted.");

    public async Task<Outcome<SignedIn>> SignIn(CertificateSignInCommand command, CancellationToken cancellationToken)
    {
        var wait = await limits.Passwords.Take(command.Address, cancellationToken);
        if (wait > TimeSpan.Zero)
        {
            return IdentityRefusals.TooMany(wait);
        }

        if (FindFault(command) is { } fault)
        {
            return Refuse(command, fault);
        }

        var path = await trust.Verify([.. command.Proof.Chain.Select(static der => der.AsMemory())], cancellationToken);
        var signedIn = path.Succeeded ? await access.Open(path.Value, command, cancellationToken) : path.Refusal;
        if (signedIn.Succeeded)
        {
            limits.Passwords.GiveBack(command.Address);
            return signedIn;
        }

        return signedIn.Refusal.Code == RefusalCode.InvalidCredentials ? Refuse(command, signedIn.Refusal.Detail) : signedIn.Refusal;
    }

    private string? FindFault(CertificateSignInCommand command) => command switch
    {
        { Proof: null or { Chain.IsDefaultOrEmpty: true } } => "There is no certificate.",
        { Proof.Chain.Length: > ClientCertificatePath.MaxCount } => "There are too many certificates.",
        _ when command.Proof.Chain.Any(static one => one.IsDefaultOrEmpty || one.Length > ClientCertificatePath.MaxLength) =>
            "A certificate is empty or too long.",
        { Kind: not (SessionKind.Api or SessionKind.Console) } or { Address.Length: > MaxAddress } => "The command is not well-formed.",
        _ => proofs.FindFault(command.Proof, CertificateSignInCommand.Purpose(command.Kind, command.Address)),
    };

    private Refusal Refuse(CertificateSignInCommand command, string reason)
    {
        log.CertificateRefused(Fingerprint(command.Proof?.Chain ?? []), command.Address, reason);
        return NotAccepted;
    }

    private static string Fingerprint(ImmutableArray<ImmutableArray<byte>> chain) =>
        chain.IsDefaultOrEmpty || chain[0].IsDefault ? "none" : Convert.ToHexStringLower(SHA256.HashData(chain[0].AsSpan()));
}
