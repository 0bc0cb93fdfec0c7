using System.Collections.Immutable;
using Orleans.Concurrency;
using Ucm.Grains.Interfaces.Outcomes;

namespace Ucm.Grains.Interfaces.Crl;

/// <summary>Publishes the CRLs of one authority. Key: <c>crl:{slug}</c>.</summary>
[Alias("ucm.crl-grain")]
public interface ICrlGrain : IGrainWithStringKey
{
    /// <summary>
    /// The CRL in force; the first one is made on demand. Without bytes when its number is <paramref name="known"/>: the caller has it. Refusals: NotFound,
    /// Unavailable, AuthorityUnavailable. Interleaves: readers must not wait for a publication.
    /// </summary>
    [AlwaysInterleave]
    [Alias("Get")]
    Task<Outcome<PublishedCrl>> Get(long known, CancellationToken cancellationToken);

    /// <summary>A revocation has happened: the next CRL is due, not before the minimum interval has passed. Returns at once. Interleaves: it only remembers.</summary>
    [AlwaysInterleave]
    [Alias("MarkDue")]
    Task MarkDue(long sequence, CancellationToken cancellationToken);

    /// <summary>Publishes if stored time and revocations say so, and answers with the CRL in force without its bytes. Refusals as for Get.</summary>
    [Alias("PublishIfDue")]
    Task<Outcome<PublishedCrl>> PublishIfDue(CancellationToken cancellationToken);
}

/// <summary>A CRL as published.</summary>
/// <param name="Der">Empty when the caller has it already.</param>
// Sent: ids and alias are forever.
[GenerateSerializer, Immutable, Alias("ucm.published-crl")]
public sealed record PublishedCrl(
    [property: Id(0)] long Number,
    [property: Id(1)] DateTimeOffset ThisUpdate,
    [property: Id(2)] DateTimeOffset NextUpdate,
    [property: Id(3)] long Entries,
    [property: Id(4)] ImmutableArray<byte> Der);
