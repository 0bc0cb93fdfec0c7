using System.Collections.Immutable;
using Ucm.Grains.Interfaces.Identity;
using Ucm.Grains.Interfaces.Outcomes;

namespace Ucm.Grains.Interfaces.Ocsp;

/// <summary>
/// The status of one certificate and its signed responses, in memory. Key: <see cref="Certificates.CertificateKey"/>. Drops itself at once for a serial never
/// issued, and never writes.
/// </summary>
[Alias("ucm.ocsp-status-grain")]
public interface IOcspStatusGrain : IGrainWithStringKey
{
    /// <summary>
    /// A signed response without nonce. Refusals: Malformed (the CertID does not name this certificate), Unavailable and AuthorityUnavailable (try later).
    /// </summary>
    [OpenToFrontends]
    [Alias("Answer")]
    Task<Outcome<OcspAnswer>> Answer(OcspQuery query, CancellationToken cancellationToken);

    /// <summary>The status alone, for a response that is signed for one client. Refusals: Unavailable.</summary>
    [Alias("Status")]
    Task<Outcome<OcspStatusAnswer>> Status(StatusDemand demand, CancellationToken cancellationToken);

    /// <summary>Something up to this revocation sequence concerns the certificate: what is remembered from before is forgotten.</summary>
    [Alias("Invalidate")]
    Task Invalidate(long sequence, CancellationToken cancellationToken);
}

/// <summary>One question.</summary>
/// <param name="CertId">CertID, DER, as the client sent it; it is echoed octet for octet (RFC 6960 §4.2.1).</param>
/// <param name="NotBefore"><see cref="StatusDemand.NotBefore"/>.</param>
/// <param name="Recent"><see cref="StatusDemand.Recent"/>.</param>
// Sent: ids and alias are forever.
[GenerateSerializer, Immutable, Alias("ucm.ocsp-query")]
public sealed record OcspQuery([property: Id(0)] ImmutableArray<byte> CertId, [property: Id(1)] long NotBefore, [property: Id(2)] bool Recent = false)
{
    public StatusDemand Demand => new(NotBefore, Recent);
}

/// <summary>What an answer must rest on (law 4): who holds a lease names what it has heard of, who holds none asks for a reading of the database.</summary>
/// <param name="NotBefore">The answer must know of revocations up to this sequence as far as they concern the certificate.</param>
/// <param name="Recent">The answer must rest on a reading of the database that began within the last second.</param>
// Sent: ids and alias are forever.
[GenerateSerializer, Immutable, Alias("ucm.status-demand")]
public readonly record struct StatusDemand([property: Id(0)] long NotBefore, [property: Id(1)] bool Recent);

/// <summary>A signed OCSPResponse, DER.</summary>
/// <param name="RefreshAt">From then on a newer one is to be had.</param>
/// <param name="Known">False for a serial never issued: such an answer is not to be kept.</param>
// Sent: ids and alias are forever.
[GenerateSerializer, Immutable, Alias("ucm.ocsp-answer")]
public sealed record OcspAnswer(
    [property: Id(0)] ImmutableArray<byte> Der,
    [property: Id(1)] DateTimeOffset ThisUpdate,
    [property: Id(2)] DateTimeOffset NextUpdate,
    [property: Id(3)] DateTimeOffset RefreshAt,
    [property: Id(4)] bool Known)
{
    /// <summary>When it was signed: <see cref="ThisUpdate"/> may lie before. Null from an earlier release.</summary>
    [Id(5)]
    public DateTimeOffset? ProducedAt { get; init; }
}
