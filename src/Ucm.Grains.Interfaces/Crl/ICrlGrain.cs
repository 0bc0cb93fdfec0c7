using System.Collections.Immutable;
using System.Globalization;
using System.Numerics;
using Orleans.Concurrency;
using Ucm.Grains.Interfaces.Identity;
using Ucm.Grains.Interfaces.Outcomes;

namespace Ucm.Grains.Interfaces.Crl;

/// <summary>Publishes the CRLs, full and delta, of one scope. Key: <see cref="CrlScope"/>.</summary>
[Alias("ucm.crl-grain")]
public interface ICrlGrain : IGrainWithStringKey
{
    /// <summary>
    /// The full CRL in force; the first one is made on demand. Without bytes when its number is <paramref name="known"/> (the caller has it), or when it has more
    /// than one part (<see cref="ReadPart"/>). Refusals: NotFound, Unavailable, AuthorityUnavailable. Interleaves: readers must not wait for a publication.
    /// </summary>
    [AlwaysInterleave]
    [OpenToFrontends]
    [Alias("Get")]
    Task<Outcome<PublishedCrl>> Get(long known, CancellationToken cancellationToken);

    /// <summary>The delta CRL in force. Refusals: NotFound when there is none, Unavailable. Interleaves as <see cref="Get"/>.</summary>
    [AlwaysInterleave]
    [OpenToFrontends]
    [Alias("GetDelta")]
    Task<Outcome<PublishedCrl>> GetDelta(long known, CancellationToken cancellationToken);

    /// <summary>
    /// One part of a CRL's bytes, from 0 on until <see cref="PublishedCrl.Size"/> is reached; a part fits a message. Refusals: NotFound when that number is no longer
    /// kept. Interleaves: stateless reads.
    /// </summary>
    [AlwaysInterleave]
    [OpenToFrontends]
    [Alias("ReadPart")]
    Task<Outcome<CrlPart>> ReadPart(long number, int part, CancellationToken cancellationToken);

    /// <summary>A revocation has happened: the next CRL is due, not before the minimum interval has passed. Returns at once. Interleaves: it only remembers.</summary>
    [AlwaysInterleave]
    [Alias("MarkDue")]
    Task MarkDue(long sequence, CancellationToken cancellationToken);

    /// <summary>
    /// Publishes if stored time and revocations say so, and answers with the full CRL in force without its bytes. A large CRL goes on being built after the answer.
    /// Refusals as for Get.
    /// </summary>
    [OpenToFrontends]
    [Alias("PublishIfDue")]
    Task<Outcome<PublishedCrl>> PublishIfDue(CancellationToken cancellationToken);

    /// <summary>
    /// Publishes a full CRL now, whatever is due, and for the scope of a whole authority those of its shards. Answers as PublishIfDue; the number tells whether it is
    /// the new one already. Refusals: Forbidden, and as for Get. Interleaves: publications of one scope join.
    /// </summary>
    [AlwaysInterleave]
    [OpenToFrontends]
    [Alias("PublishNow")]
    Task<Outcome<PublishedCrl>> PublishNow(Caller caller, CancellationToken cancellationToken);
}

/// <summary>A CRL as published.</summary>
/// <param name="Number">Its place among the CRLs of the scope, by which it is asked for; <see cref="PrintedNumber"/> stands in the CRL.</param>
/// <param name="Der">Empty when the caller has it already, or when it has several parts.</param>
// Sent: ids and alias are forever.
[GenerateSerializer, Immutable, Alias("ucm.published-crl")]
public sealed record PublishedCrl(
    [property: Id(0)] long Number,
    [property: Id(1)] DateTimeOffset ThisUpdate,
    [property: Id(2)] DateTimeOffset NextUpdate,
    [property: Id(3)] long Entries,
    [property: Id(4)] ImmutableArray<byte> Der)
{
    /// <summary>Octets.</summary>
    [Id(5)]
    public long Size { get; init; }

    /// <summary>SHA-256 of the bytes; empty for a CRL that an earlier release published.</summary>
    [Id(6)]
    public ImmutableArray<byte> Hash { get; init; } = [];

    /// <summary>For a delta, the number of its base.</summary>
    [Id(7)]
    public long? BaseNumber { get; init; }

    /// <summary><see cref="Authorities.CrlPolicy.NumberOffset"/>.</summary>
    [Id(8)]
    public string? NumberOffset { get; init; }

    /// <summary>When it was made: <see cref="ThisUpdate"/> may lie before. Null from an earlier release.</summary>
    [Id(9)]
    public DateTimeOffset? MadeAt { get; init; }

    /// <summary>CRLNumber (RFC 5280 §5.2.3).</summary>
    public BigInteger PrintedNumber =>
        Number + (NumberOffset is null ? BigInteger.Zero : BigInteger.Parse(NumberOffset, NumberStyles.None, CultureInfo.InvariantCulture));

    /// <summary>When it was made.</summary>
    public DateTimeOffset PublishedAt => MadeAt ?? ThisUpdate;
}

/// <summary>Some octets of a CRL.</summary>
// Sent: ids and alias are forever.
[GenerateSerializer, Immutable, Alias("ucm.crl-part")]
public sealed record CrlPart([property: Id(0)] ImmutableArray<byte> Content);
