using Ucm.Reliability.Ledger;
using Ucm.Reliability.Measuring;
using Ucm.Reliability.Targets;

namespace Ucm.Reliability.Status;

/// <summary>After a receipt: asks each frontend until it says revoked, and writes down when that was.</summary>
internal sealed class RevocationWatch(StatusAsker asker, IReadOnlyList<FrontendTarget> frontends, ILedger ledger)
{
    private static readonly TimeSpan First = TimeSpan.FromMilliseconds(5);
    private static readonly TimeSpan Longest = TimeSpan.FromMilliseconds(250);

    public Task Follow(string serial, long receiptAt, CancellationToken giveUp) =>
        Task.WhenAll(frontends.Select(frontend => Follow(frontend, serial, receiptAt, giveUp)));

    private async Task Follow(FrontendTarget frontend, string serial, long receiptAt, CancellationToken giveUp)
    {
        var (pause, errors) = (First, 0);
        try
        {
            while (true)
            {
                var reading = await asker.Ask(frontend, serial, giveUp);
                if (reading.Status == LedgerOutcome.Revoked)
                    break;

                errors += reading.Status == LedgerOutcome.Good ? 0 : 1;
                await Task.Delay(pause, giveUp);
                pause = pause * 2 < Longest ? pause * 2 : Longest;
            }
        }
        catch (OperationCanceledException) when (giveUp.IsCancellationRequested)
        {
            return;
        }

        // SentAt is the receipt: the line holds both ends of what is measured. An outage on the way is not the feed's lateness, so it is named.
        ledger.Append(new LedgerEntry
        {
            At = WallClock.Now,
            Kind = LedgerKind.Visible,
            Door = frontend.Name,
            Serial = serial,
            SentAt = receiptAt,
            Outcome = errors == 0 ? LedgerOutcome.Revoked : "revoked after errors",
        });
    }
}
