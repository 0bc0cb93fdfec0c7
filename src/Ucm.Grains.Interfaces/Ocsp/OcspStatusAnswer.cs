using Ucm.Grains.Interfaces.Certificates;

namespace Ucm.Grains.Interfaces.Ocsp;

/// <summary>What a responder says of a certificate.</summary>
/// <param name="Revocation">Set when <paramref name="State"/> is <see cref="OcspCertificateState.Revoked"/>.</param>
// Sent: ids and alias are forever.
[GenerateSerializer, Immutable, Alias("ucm.ocsp-status-answer")]
public sealed record OcspStatusAnswer([property: Id(0)] OcspCertificateState State, [property: Id(1)] RevocationDetail? Revocation)
{
    /// <summary>When its last hold was lifted, for one that is good: an answer does not reach back beyond it.</summary>
    [Id(2)]
    public DateTimeOffset? ReleasedAt { get; init; }
}

/// <summary>CertStatus (RFC 6960 §4.2.1).</summary>
// Sent: numbers are forever.
public enum OcspCertificateState
{
    Good = 0,
    Revoked = 1,

    /// <summary>Never issued here.</summary>
    Unknown = 2,
}
