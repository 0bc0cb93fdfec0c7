using System.Collections.Immutable;
using Orleans.Concurrency;
using Ucm.Grains.Interfaces.Outcomes;

namespace Ucm.Grains.Interfaces.Ocsp;

/// <summary>
/// A delegated responder of one authority (RFC 6960 §4.2.2.2): which key and certificate sign, renewed by itself. Key: <see cref="OcspResponderKey"/>.
/// </summary>
[Alias("ucm.ocsp-responder-grain")]
public interface IOcspResponderGrain : IGrainWithStringKey
{
    /// <summary>The responder in use, made on first demand. Refusals: those of issuance. Interleaves: readers must not wait for a renewal.</summary>
    [AlwaysInterleave]
    [Alias("Get")]
    Task<Outcome<OcspResponder>> Get(CancellationToken cancellationToken);
}

/// <summary>A responder's certificate and the name of its key.</summary>
// Stored and sent: ids and alias are forever.
[GenerateSerializer, Immutable, Alias("ucm.ocsp-responder")]
public sealed record OcspResponder(
    [property: Id(0)] string KeyId,
    [property: Id(1)] ImmutableArray<byte> Certificate,
    [property: Id(2)] DateTimeOffset NotBefore,
    [property: Id(3)] DateTimeOffset NotAfter);
