using Ucm.Reliability.Ledger;
using Ucm.Reliability.Status;

namespace Ucm.Reliability.Audit;

/// <summary>Law 4 over the whole run: every status answer that any client got, held against the receipts.</summary>
internal static class StatusChecks
{
    public static IEnumerable<Finding> Run(LedgerDigest ledger)
    {
        foreach (var answer in ledger.StatusAnswers)
        {
            var receipt = ledger.Receipts.GetValueOrDefault(answer.Serial);
            switch (answer.Status)
            {
                case LedgerOutcome.Good when receipt is not null && answer.SentAt > receipt.At + StatusAsker.Grace:
                    yield return new Finding(FindingKind.StaleGood, answer.Serial, $"Good at {answer.Door}, asked {(answer.SentAt - receipt.At) / 1000} ms after receipt {receipt.Sequence}.{Saved(answer)}");
                    break;
                case LedgerOutcome.Revoked when !ledger.RevocationsAsked.TryGetValue(answer.Serial, out var asked) || answer.At < asked:
                    yield return new Finding(FindingKind.WrongStatus, answer.Serial, $"Revoked at {answer.Door}, and nobody had asked for it.{Saved(answer)}");
                    break;
                case LedgerOutcome.Unknown or LedgerOutcome.OtherSerial or LedgerOutcome.Unreadable:
                    yield return new Finding(FindingKind.WrongStatus, answer.Serial, $"{answer.Status} at {answer.Door} for a delivered certificate.{Saved(answer)}");
                    break;
            }
        }
    }

    private static string Saved(StatusAnswer answer) => answer.Evidence is { } bytes ? $" Response: {Convert.ToBase64String(bytes)}" : "";
}
