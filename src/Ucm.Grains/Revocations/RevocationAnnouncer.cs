using Microsoft.Extensions.Logging;
using Ucm.Grains.Certificates;
using Ucm.Grains.Interfaces;
using Ucm.Grains.Interfaces.Certificates;
using Ucm.Grains.Interfaces.Revocations;

namespace Ucm.Grains.Revocations;

/// <summary>After a revocation: the status grain first, so that no frontend can fetch the old answer after the news, then the feed, then the CRL.</summary>
internal sealed partial class RevocationAnnouncer(IGrainFactory grains, RevocationLedger ledger, ILogger<RevocationAnnouncer> log) : IRevocationAnnouncer
{
    public void Announce(RevocationReceipt receipt)
    {
        ledger.Note(new RevocationNotice(receipt.Sequence, receipt.Key));
        _ = Tell(receipt);
    }

    private async Task Tell(RevocationReceipt receipt)
    {
        // One that does not answer must not keep the news from the others.
        await Try(receipt, () => grains.OcspStatus(receipt.Key).Invalidate(receipt.Sequence, CancellationToken.None));
        await Try(receipt, () => grains.RevocationFeed().Announce(receipt, CancellationToken.None));
        await Try(receipt, () => grains.Crl(receipt.Key.Authority).MarkDue(receipt.Sequence, CancellationToken.None));
    }

    private async Task Try(RevocationReceipt receipt, Func<Task> tell)
    {
        try
        {
            await tell();
        }
        catch (Exception fault)
        {
            // The revocation is durable; the feed finds it within half a second and the CRL's schedule within its own interval.
            LogMissed(fault, receipt.Key, receipt.Sequence);
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "Revocation {Sequence} of {Key} is durable but was not announced to all; it will be read from the log.")]
    private partial void LogMissed(Exception fault, CertificateKey key, long sequence);
}
