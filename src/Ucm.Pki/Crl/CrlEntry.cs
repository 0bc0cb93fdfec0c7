namespace Ucm.Pki.Crl;

/// <summary>One entry of revokedCertificates (RFC 5280 §5.1.2.6, §5.3).</summary>
/// <param name="serialNumber">Unsigned big-endian, not zero.</param>
/// <param name="reason">CRLReason; 0 (unspecified) is left out (§5.3.1). 8 (removeFromCRL) belongs in delta CRLs only.</param>
/// <param name="invalidityDate">§5.3.2, or null.</param>
public readonly ref struct CrlEntry(ReadOnlySpan<byte> serialNumber, DateTimeOffset revokedAt, int reason, DateTimeOffset? invalidityDate)
{
    public ReadOnlySpan<byte> SerialNumber { get; } = serialNumber;

    public DateTimeOffset RevokedAt { get; } = revokedAt;

    public int Reason { get; } = reason;

    public DateTimeOffset? InvalidityDate { get; } = invalidityDate;
}
