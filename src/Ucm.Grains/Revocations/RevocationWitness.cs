using Microsoft.Extensions.Logging;

namespace Ucm.Grains.Revocations;

/// <summary>See <see cref="IRevocationWitness"/>.</summary>
internal sealed class RevocationWitness(
    GrainId id,
    Silo silo,
    ILoggerFactory loggers,
    RevocationLog log,
    RevocationLedger ledger,
    IClusterMembershipService membership,
    ILocalSiloDetails local) : GrainService(id, silo, loggers), IRevocationWitness
{
    public async Task<RevocationTestimony> Testify(long after, CancellationToken cancellationToken)
    {
        var page = await log.Read(after);

        // Last, so that a receipt given while the log was read is not denied.
        var (acknowledged, receipts) = ledger.After(after);
        return new RevocationTestimony(local.SiloAddress, page, acknowledged, membership.CurrentSnapshot.Version.Value)
        {
            Receipts = page is null && after >= 0 ? receipts : [],
        };
    }
}
