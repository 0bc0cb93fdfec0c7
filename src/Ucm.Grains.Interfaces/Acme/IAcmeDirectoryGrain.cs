using System.Collections.Immutable;
using Orleans.Concurrency;
using Ucm.Grains.Interfaces.Identity;
using Ucm.Grains.Interfaces.Outcomes;

namespace Ucm.Grains.Interfaces.Acme;

/// <summary>
/// What the platform offers over ACME, for the frontends' directories (RFC 8555 §7.1.1): the servers that administrators made decide. Key: always 0.
/// A stateless worker.
/// </summary>
[Alias("ucm.acme-directory-grain")]
public interface IAcmeDirectoryGrain : IGrainWithIntegerKey
{
    /// <summary>
    /// What one ACME server offers. Refusals: NotFound (also for one that is disabled), AuthorityUnavailable when the silo cannot confirm its view.
    /// Interleaves: stateless reads.
    /// </summary>
    [AlwaysInterleave]
    [OpenToFrontends]
    [Alias("GetServer")]
    Task<Outcome<AcmeOffer>> Get(string server, CancellationToken cancellationToken);
}

/// <param name="Profiles">Those that may be asked for; the first is that of orders which name none.</param>
/// <param name="TermsOfService">URL; accounts must agree to them when there are any.</param>
/// <param name="CaaIdentities">The names of this authority in CAA records.</param>
// Sent: ids and alias are forever.
[GenerateSerializer, Immutable, Alias("ucm.acme-offer")]
public sealed record AcmeOffer(
    [property: Id(0)] ImmutableArray<OfferedProfile> Profiles,
    [property: Id(1)] string? TermsOfService,
    [property: Id(2)] string? Website,
    [property: Id(3)] bool ExternalAccountRequired,
    [property: Id(4)] ImmutableArray<string> CaaIdentities)
{
    /// <summary>Whether identifiers may be authorized without an order (RFC 8555 §7.4.1).</summary>
    [Id(20)]
    public bool PreAuthorization { get; init; }
}

/// <param name="Description">One sentence for people.</param>
// Sent: ids and alias are forever.
[GenerateSerializer, Immutable, Alias("ucm.offered-profile")]
public sealed record OfferedProfile([property: Id(0)] string Name, [property: Id(1)] string Description);
