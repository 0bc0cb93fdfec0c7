using System.Collections.Immutable;
using Ucm.Grains.Authorities;
using Ucm.Grains.Interfaces.Authorities;
using Ucm.Grains.Interfaces.Certificates;
using Ucm.Grains.Interfaces.Identity;
using Ucm.Grains.Interfaces.Outcomes;
using Ucm.Grains.Profiles;

namespace Ucm.Grains.Certificates;

/// <summary>An issuance that was admitted (step 1): who asks, for what, of whom.</summary>
/// <param name="Hash">SHA-256 over everything that was asked for; the same request id with another hash is a mismatch.</param>
/// <param name="Sign">Asks for the issuer's signature.</param>
internal sealed record IssuanceRequest(
    RequestId Id,
    ImmutableArray<byte> Hash,
    Caller Caller,
    IssuanceProfile Profile,
    IssuerContext Issuer,
    CertificateSigner Sign)
{
    /// <summary>PKCS#10, DER; empty when <see cref="Applicant"/> is given.</summary>
    public ImmutableArray<byte> Csr { get; init; } = [];

    public RequestedContent? Content { get; init; }

    /// <summary>Given when the key is our own, so that there is no possession to prove.</summary>
    public Applicant? Applicant { get; init; }

    public WayIn Way { get; init; }

    public CertificateAnnotations Annotations { get; init; } = CertificateAnnotations.None;

    /// <summary>The certificate whose successor it is.</summary>
    public CertificateKey? Renews { get; init; }
}

/// <summary>The issuer's signature: its signer grain, or for a new root its own key.</summary>
internal delegate Task<Outcome<SignedBytes>> CertificateSigner(SignCommand command, CancellationToken cancellationToken);
