using System.Collections.Immutable;
using Orleans.Concurrency;
using Ucm.Grains.Interfaces.Outcomes;

namespace Ucm.Grains.Interfaces.Ocsp;

/// <summary>Signs the responses that cannot be shared: those with a nonce and those about several certificates. Key: the authority's slug. A stateless worker.</summary>
[Alias("ucm.ocsp-worker-grain")]
public interface IOcspWorkerGrain : IGrainWithStringKey
{
    /// <summary>
    /// One response about all of them. CertIDs that name another issuer are answered <c>unknown</c>: this responder may not speak for it (RFC 6960 §4.2.2.2).
    /// Refusals: Malformed, Unavailable, AuthorityUnavailable. Interleaves: stateless.
    /// </summary>
    [AlwaysInterleave]
    [Alias("Respond")]
    Task<Outcome<OcspAnswer>> Respond(OcspLiveQuery query, CancellationToken cancellationToken);
}

/// <summary>Several questions, or one with a nonce.</summary>
/// <param name="CertIds">DER, in the client's order.</param>
/// <param name="Nonce">1..128 octets (RFC 9654), or empty.</param>
// Sent: ids and alias are forever.
[GenerateSerializer, Immutable, Alias("ucm.ocsp-live-query")]
public sealed record OcspLiveQuery([property: Id(0)] ImmutableArray<ImmutableArray<byte>> CertIds, [property: Id(1)] ImmutableArray<byte> Nonce);
