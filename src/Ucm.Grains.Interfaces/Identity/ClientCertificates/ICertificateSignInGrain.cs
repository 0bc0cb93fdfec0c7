using Orleans.Concurrency;
using Ucm.Grains.Interfaces.Outcomes;

namespace Ucm.Grains.Interfaces.Identity.ClientCertificates;

/// <summary>
/// Turns a client's certificate into a session. Key: always 0. A stateless worker. Interleaves: it holds no state, and one slow check must not hold up the
/// next sign-in.
/// </summary>
[Alias("ucm.certificate-sign-in-grain")]
public interface ICertificateSignInGrain : IGrainWithIntegerKey
{
    /// <summary>Refusals: InvalidCredentials (never says what was wrong), RateLimited, Unavailable.</summary>
    [AlwaysInterleave]
    [OpenToFrontends]
    [Alias("SignIn")]
    Task<Outcome<SignedIn>> SignIn(CertificateSignInCommand command, CancellationToken cancellationToken);
}

/// <summary>Sign in with a client certificate.</summary>
// Sent: ids and alias are forever.
[GenerateSerializer, Immutable, Alias("ucm.certificate-sign-in-command")]
public sealed record CertificateSignInCommand(
    [property: Id(0)] ClientCertificateProof Proof,
    [property: Id(1)] SessionKind Kind,
    [property: Id(2)] string? Address)
{
    /// <summary>What the <see cref="Proof"/> is signed for.</summary>
    public static string Purpose(SessionKind kind, string? address) => $"sign-in {(int)kind} {address}";
}
