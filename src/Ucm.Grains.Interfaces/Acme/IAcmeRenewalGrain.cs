using Orleans.Concurrency;
using Ucm.Grains.Interfaces.Identity;
using Ucm.Grains.Interfaces.Outcomes;

namespace Ucm.Grains.Interfaces.Acme;

/// <summary>Says when a certificate should be renewed (RFC 9773). Key: always 0. A stateless worker.</summary>
[Alias("ucm.acme-renewal-grain")]
public interface IAcmeRenewalGrain : IGrainWithIntegerKey
{
    /// <summary>
    /// The suggested window of one certificate, the same each time it is asked for. Refusals: Malformed, NotFound, AuthorityUnavailable when the silo
    /// cannot confirm its view. Interleaves: it holds no state.
    /// </summary>
    /// <param name="certificate">The unique identifier of RFC 9773 §4.1.</param>
    [AlwaysInterleave]
    [OpenToFrontends]
    [Alias("Get")]
    Task<Outcome<RenewalAdvice>> Get(string certificate, CancellationToken cancellationToken);
}

/// <summary>When to renew a certificate (RFC 9773 §4.2).</summary>
/// <param name="Start">Of the suggested window, in whole seconds; in the past for what should be renewed at once.</param>
/// <param name="End">After <paramref name="Start"/>.</param>
/// <param name="ExplanationUrl">A page that says why, where an administrator gave one.</param>
/// <param name="RetryAfter">When to ask again.</param>
// Sent: ids and alias are forever.
[GenerateSerializer, Immutable, Alias("ucm.renewal-advice")]
public sealed record RenewalAdvice(
    [property: Id(0)] DateTimeOffset Start,
    [property: Id(1)] DateTimeOffset End,
    [property: Id(2)] string? ExplanationUrl,
    [property: Id(3)] TimeSpan RetryAfter);
