using Ucm.Reliability.Ledger;
using Ucm.Reliability.Load;
using Ucm.Reliability.Measuring;
using Ucm.Reliability.Targets;

namespace Ucm.Reliability.Status;

/// <summary>Asks for the status of a serial at one door and writes down what it was told; keeps the bytes of an answer that may be a violation.</summary>
internal sealed class StatusAsker(HttpClient http, StatusQuestions questions, ILedger ledger, Population population)
{
    /// <summary>Law 4: what is still good this long after the receipt is stale.</summary>
    public static readonly long Grace = TimeSpan.FromSeconds(3).Microseconds();

    private long forms;

    public async Task<StatusReading> Ask(FrontendTarget door, string serial, CancellationToken cancellationToken)
    {
        var sentAt = WallClock.Now;
        var answer = await Answer.Of(http, questions.Ask(door.Http, serial, Interlocked.Increment(ref forms)), cancellationToken);
        var reading = Read(answer, serial);
        ledger.Append(new LedgerEntry
        {
            At = WallClock.Now,
            Kind = LedgerKind.StatusAnswer,
            Door = door.Name,
            Serial = serial,
            SentAt = sentAt,
            Outcome = reading.Status,
            Evidence = IsSuspicious(reading.Status, serial, sentAt) ? answer.Body : null,
        });
        return reading;
    }

    private static StatusReading Read(Answer answer, string serial)
    {
        if (!answer.Succeeded)
            return new StatusReading(answer.Outcome, null, null, null, null);

        try
        {
            var reading = StatusReading.Read(answer.Body);
            return reading.Serial is null || reading.Serial == serial ? reading : reading with { Status = LedgerOutcome.OtherSerial };
        }
        catch (FormatException)
        {
            return new StatusReading(LedgerOutcome.Unreadable, null, null, null, null);
        }
    }

    private bool IsSuspicious(string status, string serial, long sentAt) =>
        status is LedgerOutcome.Unknown or LedgerOutcome.OtherSerial or LedgerOutcome.Unreadable
        || (status == LedgerOutcome.Good && population.ReceiptOf(serial) is { } receipt && sentAt > receipt + Grace)
        || (status == LedgerOutcome.Revoked && population.ReceiptOf(serial) is null);
}
