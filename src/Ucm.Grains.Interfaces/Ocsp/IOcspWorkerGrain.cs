using System.Collections.Immutable;
using Orleans.Concurrency;
using Ucm.Grains.Interfaces.Authorities;
using Ucm.Grains.Interfaces.Identity;
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
    [OpenToFrontends]
    [Alias("Respond")]
    Task<Outcome<OcspAnswer>> Respond(OcspLiveQuery query, CancellationToken cancellationToken);

    /// <summary>
    /// As <see cref="Respond"/>, for several clients in one call: one answer for each of them, in order. Refusals: Malformed (more than
    /// <see cref="OcspLiveAnswers.MaxCount"/>). Interleaves: stateless.
    /// </summary>
    [AlwaysInterleave]
    [OpenToFrontends]
    [Alias("RespondAll")]
    Task<Outcome<OcspLiveAnswers>> RespondAll(ImmutableArray<OcspLiveQuery> queries, CancellationToken cancellationToken);

    /// <summary>
    /// What the authority's answers say: its own settings, and the installation's (<c>Ucm:Ocsp</c>) where it has none, so no part is null. Refusals: NotFound.
    /// Interleaves: stateless.
    /// </summary>
    [AlwaysInterleave]
    [OpenToFrontends]
    [Alias("GetPolicyInForce")]
    Task<Outcome<OcspPolicy>> GetPolicyInForce(CancellationToken cancellationToken);
}

/// <summary>Several questions, or one with a nonce.</summary>
/// <param name="CertIds">DER, in the client's order.</param>
/// <param name="Nonce">1..128 octets (RFC 9654), or empty.</param>
/// <param name="Demand">What the status of each of them must rest on.</param>
// Sent: ids and alias are forever.
[GenerateSerializer, Immutable, Alias("ucm.ocsp-live-query")]
public sealed record OcspLiveQuery(
    [property: Id(0)] ImmutableArray<ImmutableArray<byte>> CertIds,
    [property: Id(1)] ImmutableArray<byte> Nonce,
    [property: Id(2)] StatusDemand Demand = default)
{
    /// <summary>Which signatures the client wants, as it sent them (RFC 6960 §4.4.7); empty when it does not care.</summary>
    [Id(3)]
    public ImmutableArray<byte> PreferredAlgorithms { get; init; } = [];
}

/// <summary>Answers for several clients.</summary>
/// <param name="Answers">Null where the status could not be had at once: whoever asked is to be asked for alone, so that the others need not wait.</param>
// Sent: ids and alias are forever.
[GenerateSerializer, Immutable, Alias("ucm.ocsp-live-answers")]
public sealed record OcspLiveAnswers([property: Id(0)] ImmutableArray<Outcome<OcspAnswer>?> Answers)
{
    public const int MaxCount = 16;
}
