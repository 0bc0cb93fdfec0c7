using Ucm.Grains.Interfaces.Certificates;
using Ucm.Pki.Crl;
using Ucm.Storage.Crls;
using Ucm.Storage.Revocations;

namespace Ucm.Grains.Crl;

/// <summary>The entries of a CRL, from the table through one buffer into the spool.</summary>
internal sealed class CrlCollector(IRevocationStore revocations)
{
    public async Task<CrlEntryWriter> Collect(CrlPlan plan, Stream spool, CancellationToken cancellationToken)
    {
        var entries = new CrlEntryWriter(spool);
        await foreach (var row in Rows(plan, cancellationToken))
        {
            // removeFromCRL has no time of its own, and must not make the CRL newer.
            var at = row.Reason == RevocationReason.RemoveFromCrl ? plan.ThisUpdate : row.RevokedAt;
            entries.Add(new CrlEntry(row.Serial.Span, at, (int)row.Reason, row.InvalidityDate));
        }

        entries.Flush();
        return entries;
    }

    private IAsyncEnumerable<RevokedRow> Rows(CrlPlan plan, CancellationToken cancellationToken) => plan.Order.Kind == CrlKind.Delta
        ? revocations.ListChanged(plan.Order.Scope, plan.Previous!.Sequence, cancellationToken)
        : revocations.ListRevoked(new RevokedQuery(plan.Order.Scope, plan.KeepFrom, plan.Previous?.Sequence ?? 0), cancellationToken);
}
