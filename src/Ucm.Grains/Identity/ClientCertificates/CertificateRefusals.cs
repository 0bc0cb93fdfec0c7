using Ucm.Grains.Interfaces.Identity;
using Ucm.Grains.Interfaces.Identity.ClientCertificates;
using Ucm.Grains.Outcomes;
using Ucm.Storage.Audit;
using Ucm.Storage.Commits;

namespace Ucm.Grains.Identity.ClientCertificates;

/// <summary>Audits a refused sign-in of an existing user.</summary>
internal sealed class CertificateRefusals(IAuditStore audit, TimeProvider clock)
{
    public Task Record(UserName user, SessionCertificate certificate, string? address, string reason, CancellationToken cancellationToken)
    {
        var detail = Detail.Of(("certificate", certificate.Fingerprint), ("reason", reason));
        var entry = new AuditEntry(clock.GetUtcNow(), $"user:{user}", address, "session.refuse", $"user:{user}", detail);
        return audit.Append(CommitCompanion.Of(entry), cancellationToken);
    }
}
