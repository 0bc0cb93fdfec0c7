using System.Collections.Immutable;
using Orleans.Concurrency;
using Ucm.Grains.Interfaces.Certificates;
using Ucm.Grains.Interfaces.Identity;
using Ucm.Grains.Interfaces.Outcomes;

namespace Ucm.Grains.Interfaces.Revocations;

/// <summary>Revocations in commit order, to every frontend (law 4). Key: the partition; 0 is the only one.</summary>
[Alias("ucm.revocation-feed-grain")]
public interface IRevocationFeedGrain : IGrainWithIntegerKey
{
    /// <summary>
    /// The heartbeat, asked for by the frontend so that its lease counts from its own clock at the time of asking: keeps the observer subscribed and returns what
    /// came after <paramref name="since"/>; a negative number asks for the present only. Refusals: Unavailable (the feed cannot prove that it is not behind).
    /// Interleaves: one frontend must not wait for another.
    /// </summary>
    [AlwaysInterleave]
    [OpenToFrontends]
    [Alias("Renew")]
    Task<Outcome<RevocationPage>> Renew(IRevocationObserver observer, long since, CancellationToken cancellationToken);

    /// <summary>A revocation is durable and its status grain knows. Returns at once; frontends are told later. Interleaves: it only wakes the feed.</summary>
    [AlwaysInterleave]
    [Alias("Announce")]
    Task Announce(RevocationReceipt receipt, CancellationToken cancellationToken);
}

/// <summary>A frontend, told of revocations as they happen. Best effort: <see cref="IRevocationFeedGrain.Renew"/> finds what was lost.</summary>
[Alias("ucm.revocation-observer")]
public interface IRevocationObserver : IGrainObserver
{
    [OneWay]
    [Alias("Revoked")]
    Task Revoked(RevocationPage page);
}

/// <summary>Events in order. They continue <see cref="After"/> without a gap and are complete up to <see cref="Last"/>.</summary>
/// <param name="More">True when the feed is further than <paramref name="Last"/>: ask again.</param>
/// <param name="Age">How long before this answer the proof began that nothing beyond <paramref name="Last"/> has a receipt. A lease is shorter by it.</param>
// Sent: ids and alias are forever.
[GenerateSerializer, Immutable, Alias("ucm.revocation-page")]
public sealed record RevocationPage(
    [property: Id(0)] long After,
    [property: Id(1)] long Last,
    [property: Id(2)] ImmutableArray<RevocationNotice> Events,
    [property: Id(3)] bool More,
    [property: Id(4)] TimeSpan Age = default);

/// <summary>The status of a certificate changed.</summary>
// Sent: ids and alias are forever.
[GenerateSerializer, Immutable, Alias("ucm.revocation-notice")]
public sealed record RevocationNotice([property: Id(0)] long Sequence, [property: Id(1)] CertificateKey Key);
