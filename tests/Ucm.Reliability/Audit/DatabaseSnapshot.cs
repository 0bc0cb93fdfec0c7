namespace Ucm.Reliability.Audit;

/// <summary>A row of <c>certificates</c> with its bytes.</summary>
/// <param name="Request">As stored, such as <c>rest:admin:key</c>.</param>
/// <param name="Reason">By number (RFC 5280 §5.3.1).</param>
internal sealed record CertificateRow(
    string Authority, string Serial, string Request, int Status, string Requester, byte[] Content, long? RevokedAt = null, int? Reason = null, long? Sequence = null)
{
    public const int Reserved = 0;
    public const int Good = 1;
    public const int Revoked = 2;
    public const int OnHold = 3;
    public const int Voided = 4;

    /// <summary>As audit rows and events name it.</summary>
    public string Id => $"{Authority}.{Serial}";

    /// <summary>Issued elsewhere, before its authority came here.</summary>
    public bool IsImported => Request.StartsWith("system:import:", StringComparison.Ordinal);

    public bool IsIssued => Status is Good or Revoked or OnHold;

    public bool IsRevoked => Status is Revoked or OnHold;
}

internal sealed record RevocationRow(long Sequence, string Authority, string Serial, int Reason, long RevokedAt);

/// <param name="Certificate">The certificate it tells of, as <c>authority.serial</c>.</param>
internal sealed record JournalRow(string Action, string Certificate);

/// <summary>What the database holds of the time of a run.</summary>
internal sealed record DatabaseSnapshot(
    IReadOnlyList<CertificateRow> Certificates, IReadOnlyList<RevocationRow> Revocations, IReadOnlyList<JournalRow> Audit, IReadOnlyList<JournalRow> Events);
