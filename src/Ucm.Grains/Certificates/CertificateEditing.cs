using Ucm.Grains.Interfaces.Certificates;
using Ucm.Grains.Interfaces.Outcomes;
using Ucm.Grains.Outcomes;
using Ucm.Storage.Certificates;

namespace Ucm.Grains.Certificates;

/// <summary>Changes what people note about a certificate. Whoever calls it has checked the permission.</summary>
internal sealed class CertificateEditing(ICertificateStore certificates, TimeProvider clock)
{
    /// <summary>So many changes by others in a row do not happen between reading and writing.</summary>
    private const int Attempts = 4;

    public async Task<Outcome<CertificateRecord>> Annotate(CertificateKey key, AnnotateCommand command, CancellationToken cancellationToken)
    {
        for (var attempt = 1; attempt <= Attempts; attempt++)
        {
            if (await certificates.Find(key, cancellationToken) is not { Record: var record })
            {
                return Refusals.NoSuchCertificate();
            }

            var present = record.Annotations ?? CertificateAnnotations.None;
            if (command.ExpectedVersion is { } expected && expected != present.Version)
            {
                return Stale();
            }

            var merged = AnnotationRules.Merge(present, command);
            if (!merged.Succeeded)
            {
                return merged.Refusal;
            }

            if (IsSame(present, merged.Value))
            {
                return record;
            }

            var audit = CertificateAudit.Edited(key, present, merged.Value, command.Caller, clock.GetUtcNow());
            if (await certificates.Annotate(key, merged.Value, audit, cancellationToken))
            {
                return record with { Annotations = merged.Value with { Version = present.Version + 1 } };
            }
        }

        return Stale();
    }

    private static bool IsSame(CertificateAnnotations one, CertificateAnnotations other) =>
        one.Owner == other.Owner && one.Notes == other.Notes && one.Labels.SequenceEqual(other.Labels);

    private static Refusal Stale() => new(RefusalCode.StaleVersion, "The certificate's labels, owner or notes were changed since; read it again.");
}
