using Ucm.Grains.Interfaces.Certificates;

namespace Ucm.Storage.Certificates;

/// <summary>Law 3: what a change does to a certificate in its present state. Pure; every dialect asks it inside the transaction that writes the answer.</summary>
internal static class RevocationRule
{
    public static RevocationDecision Decide(RevocationState current, RevocationChange change) => (current.Status, change.Reason) switch
    {
        (CertificateStatus.Reserved, _) => RevocationDecision.No(RevocationVerdict.NotFound),
        (CertificateStatus.Voided, _) => RevocationDecision.No(RevocationVerdict.AlreadyRevoked),
        (CertificateStatus.OnHold, RevocationReason.RemoveFromCrl) => new(RevocationVerdict.Changed, CertificateStatus.Good, change.At, null),
        (_, RevocationReason.RemoveFromCrl) => RevocationDecision.No(RevocationVerdict.NotOnHold),
        (CertificateStatus.Good, RevocationReason.CertificateHold) => new(RevocationVerdict.Changed, CertificateStatus.OnHold, change.At, change.InvalidityDate),
        (CertificateStatus.Good, _) => new(RevocationVerdict.Changed, CertificateStatus.Revoked, change.At, change.InvalidityDate),
        (CertificateStatus.OnHold, RevocationReason.CertificateHold) => RevocationDecision.No(RevocationVerdict.AlreadyRevoked),
        (CertificateStatus.OnHold, _) => Keep(current, change),
        (CertificateStatus.Revoked, RevocationReason.KeyCompromise) when current.Reason != RevocationReason.KeyCompromise => Keep(current, change),
        _ => RevocationDecision.No(RevocationVerdict.AlreadyRevoked),
    };

    // The first time stands: relying parties have seen it, and a later one would make signatures in between good again.
    private static RevocationDecision Keep(RevocationState current, RevocationChange change) =>
        new(RevocationVerdict.Changed, CertificateStatus.Revoked, current.RevokedAt ?? change.At, change.InvalidityDate ?? current.InvalidityDate);
}

/// <summary>What the row says.</summary>
internal sealed record RevocationState(CertificateStatus Status, RevocationReason? Reason, DateTimeOffset? RevokedAt, DateTimeOffset? InvalidityDate);

/// <summary>What the row shall say. <paramref name="At"/> is the revocation time of the event, for a lifted hold the time of lifting.</summary>
internal sealed record RevocationDecision(RevocationVerdict Verdict, CertificateStatus Status, DateTimeOffset At, DateTimeOffset? InvalidityDate)
{
    public bool Changes => Verdict == RevocationVerdict.Changed;

    public static RevocationDecision No(RevocationVerdict verdict) => new(verdict, default, default, null);
}
