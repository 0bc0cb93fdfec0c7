using System.Collections.Immutable;
using Ucm.Grains.Interfaces.Identity;

namespace Ucm.Grains.Interfaces.Acme;

/// <summary>
/// The anti-replay nonces of one pool, in memory only (RFC 8555 §6.5). A nonce is pool, counter and MAC, so that issuing one remembers nothing; used ones are bits in
/// a window over the newest counters. Key: the pool's number, 0..<see cref="AcmeNonce.Pools"/>−1.
/// </summary>
[Alias("ucm.acme-nonce-grain")]
public interface IAcmeNonceGrain : IGrainWithIntegerKey
{
    /// <summary>Counters for a frontend to make nonces of, 1..1024 at a time, and the key for them.</summary>
    [OpenToFrontends]
    [Alias("Lease")]
    Task<NonceLease> Lease(int count, CancellationToken cancellationToken);

    /// <summary>Uses a nonce up; false when it is forged, used or too old.</summary>
    [OpenToFrontends]
    [Alias("Consume")]
    Task<bool> Consume(ImmutableArray<byte> nonce, CancellationToken cancellationToken);
}

/// <summary>Counters <see cref="First"/>.. are the holder's to use once each.</summary>
// Sent: ids and alias are forever.
[GenerateSerializer, Immutable, Alias("ucm.nonce-lease")]
public sealed record NonceLease([property: Id(0)] long First, [property: Id(1)] int Count, [property: Id(2)] ImmutableArray<byte> Key);
