using System.Globalization;
using Ucm.Grains.Interfaces.Certificates;
using Ucm.Grains.Interfaces.Identity;
using Ucm.Grains.Outcomes;
using Ucm.Storage.Certificates;
using Ucm.Storage.Commits;

namespace Ucm.Grains.Certificates;

/// <summary>What is written beside a change of a certificate (law 5).</summary>
internal static class CertificateAudit
{
    public static CommitCompanion Reserved(CertificateIntent intent, Caller caller) => CommitCompanion.Of(Entry(
        intent.Key,
        "certificate.reserve",
        caller,
        intent.CreatedAt,
        Detail.Of(("request", intent.Request.Value), ("profile", intent.Profile), ("profileVersion", intent.ProfileVersion.ToString(CultureInfo.InvariantCulture)), ("subject", intent.Subject))));

    public static CommitCompanion Issued(CertificateKey key, RequestId request, Caller caller, DateTimeOffset now) => CommitCompanion.Of(
        Entry(key, "certificate.issue", caller, now, Detail.Of(("request", request.Value))),
        new OutboxEvent(now, "certificate.issued", Detail.Of(("certificate", key.ToId()), ("request", request.Value))));

    /// <summary>Issued elsewhere, by an authority that is here now.</summary>
    public static CommitCompanion TakenOver(CertificateIntent intent, Caller caller) => CommitCompanion.Of(
        Entry(intent.Key, "certificate.import", caller, intent.CreatedAt, Detail.Of(("request", intent.Request.Value), ("subject", intent.Subject))),
        new OutboxEvent(intent.CreatedAt, "certificate.imported", Detail.Of(("certificate", intent.Key.ToId()), ("request", intent.Request.Value))));

    public static CommitCompanion Voided(CertificateKey key, RequestId request, Caller caller, DateTimeOffset now) => CommitCompanion.Of(
        Entry(key, "certificate.void", caller, now, Detail.Of(("request", request.Value))),
        new OutboxEvent(now, "certificate.voided", Detail.Of(("certificate", key.ToId()), ("request", request.Value))));

    /// <summary>Revoked before its authority came here, so that the event is older than its record.</summary>
    public static CommitCompanion RevokedElsewhere(RevocationChange change, Caller caller)
    {
        var reason = change.Reason.ToName();
        var revokedAt = change.At.ToString("O", CultureInfo.InvariantCulture);
        return CommitCompanion.Of(
            Entry(change.Key, "certificate.revoke", caller, change.RecordedAt, Detail.Of(("reason", reason), ("revokedAt", revokedAt), ("import", "true"))),
            new OutboxEvent(change.RecordedAt, "certificate.revoked", Detail.Of(("certificate", change.Key.ToId()), ("reason", reason))));
    }

    public static CommitCompanion Revoked(RevocationChange change, Caller caller)
    {
        var released = change.Reason == RevocationReason.RemoveFromCrl;
        var reason = released ? null : change.Reason.ToName();
        var invalidity = change.InvalidityDate?.ToString("O", CultureInfo.InvariantCulture);
        return CommitCompanion.Of(
            Entry(change.Key, released ? "certificate.release" : "certificate.revoke", caller, change.At, Detail.Of(("reason", reason), ("invalidityDate", invalidity))),
            new OutboxEvent(change.At, released ? "certificate.released" : "certificate.revoked", Detail.Of(("certificate", change.Key.ToId()), ("reason", reason))));
    }

    public static CommitCompanion Edited(CertificateKey key, CertificateAnnotations before, CertificateAnnotations after, Caller caller, DateTimeOffset now) =>
        CommitCompanion.Of(Entry(key, "certificate.edit", caller, now, Detail.Of(("before", Text(before)), ("after", Text(after)))));

    /// <summary>JSON.</summary>
    private static string Text(CertificateAnnotations annotations)
    {
        (string, string?)[] labels = [.. annotations.Labels.Select(static label => ($"labels/{label.Name}", (string?)label.Value))];
        return Detail.Of([.. labels, ("owner", annotations.Owner), ("notes", annotations.Notes)]);
    }

    private static AuditEntry Entry(CertificateKey key, string action, Caller caller, DateTimeOffset now, string detail) =>
        new(now, caller.ToString(), caller.Address, action, $"certificate:{key.ToId()}", detail);
}
