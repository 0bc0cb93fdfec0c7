using System.Collections.Immutable;
using Orleans.Concurrency;
using Ucm.Grains.Interfaces.Certificates;
using Ucm.Grains.Interfaces.Identity;
using Ucm.Grains.Interfaces.Outcomes;

namespace Ucm.Grains.Interfaces.Acme;

/// <summary>Decides who may revoke over ACME (RFC 8555 §7.6). Key: always 0. A stateless worker.</summary>
[Alias("ucm.acme-revocation-grain")]
public interface IAcmeRevocationGrain : IGrainWithIntegerKey
{
    /// <summary>Refusals: Malformed, NotFound, Forbidden, AlreadyRevoked, BadRevocationReason. Interleaves: it holds no state.</summary>
    [AlwaysInterleave]
    [OpenToFrontends]
    [Alias("Revoke")]
    Task<Outcome<RevocationReceipt>> Revoke(AcmeRevokeCommand command, CancellationToken cancellationToken);
}

/// <summary>Revoke a certificate, by the account or by the certificate's own key, whichever signed.</summary>
/// <param name="Certificate">DER.</param>
/// <param name="Account">Null when the certificate's key signed.</param>
/// <param name="SigningKey">SubjectPublicKeyInfo of the key that signed.</param>
// Sent: ids and alias are forever.
[GenerateSerializer, Immutable, Alias("ucm.acme-revoke-command")]
public sealed record AcmeRevokeCommand(
    [property: Id(0)] ImmutableArray<byte> Certificate,
    [property: Id(1)] int Reason,
    [property: Id(2)] string? Account,
    [property: Id(3)] ImmutableArray<byte> SigningKey,
    [property: Id(4)] string? Address);
