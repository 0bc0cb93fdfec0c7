namespace Ucm.Pki.Ocsp;

/// <summary>What a BasicOCSPResponse says (RFC 6960 §4.2.1).</summary>
/// <param name="ResponderKeyHash">SHA-1 of the responder's public key bits: responderID byKey.</param>
public sealed record OcspResponseContent(ReadOnlyMemory<byte> ResponderKeyHash, DateTimeOffset ProducedAt, IReadOnlyList<OcspSingleResponse> Responses)
{
    /// <summary>Echoed when not empty (RFC 9654).</summary>
    public ReadOnlyMemory<byte> Nonce { get; init; }

    /// <summary>Says that serials never issued are answered as revoked (RFC 6960 §4.4.8).</summary>
    public bool ExtendedRevoke { get; init; }
}

/// <summary>SingleResponse.</summary>
/// <param name="CertId">Exactly as the client sent it.</param>
/// <param name="Revocation">Present when <paramref name="Status"/> is <see cref="OcspStatus.Revoked"/>.</param>
/// <param name="ArchiveCutoff">RFC 6960 §4.4.4, or null.</param>
public sealed record OcspSingleResponse(
    ReadOnlyMemory<byte> CertId,
    OcspStatus Status,
    OcspRevocation? Revocation,
    DateTimeOffset ThisUpdate,
    DateTimeOffset NextUpdate,
    DateTimeOffset? ArchiveCutoff = null);

/// <summary>RevokedInfo.</summary>
/// <param name="Reason">CRLReason; 0 (unspecified) is left out as RFC 5280 §5.3.1 wants it for CRLs.</param>
public sealed record OcspRevocation(DateTimeOffset RevokedAt, int Reason);

/// <summary>CertStatus; the values are the context tags.</summary>
public enum OcspStatus
{
    Good = 0,
    Revoked = 1,
    Unknown = 2,
}
