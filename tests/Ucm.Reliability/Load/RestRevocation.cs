using System.Globalization;
using System.Net.Http.Json;
using System.Text.Json;
using Ucm.Reliability.Ledger;
using Ucm.Reliability.Measuring;

namespace Ucm.Reliability.Load;

/// <summary>
/// Revocation by REST, asked again after any error until there is a receipt. Who hears "already revoked" after an error reads the certificate: its record is the
/// receipt that was lost.
/// </summary>
internal sealed class RestRevocation(RestSession session, ILedger ledger)
{
    /// <returns>When the receipt was read; null when there is none.</returns>
    public async Task<long?> Run(string serial, string reason, CancellationToken giveUp)
    {
        var backoff = new Backoff();
        ledger.Append(new LedgerEntry { At = WallClock.Now, Kind = LedgerKind.RevokeAsk, Serial = serial, Reason = reason });
        try
        {
            while (true)
            {
                var sentAt = WallClock.Now;
                var answer = await session.Send(door => Request(door, serial, reason), null, giveUp);
                if (answer.Succeeded)
                    return Receipt(serial, sentAt, answer.Json);

                if (answer.Status == 409 && await Record(serial, giveUp) is { } recorded)
                    return Receipt(serial, sentAt, recorded);

                Write(serial, sentAt, answer);
                if (!answer.IsWorthRetrying && answer.Status != 409)
                    return null;

                await backoff.Wait(answer.RetryAfter, giveUp);
            }
        }
        catch (OperationCanceledException) when (giveUp.IsCancellationRequested)
        {
            ledger.Append(new LedgerEntry { At = WallClock.Now, Kind = LedgerKind.RevokeAnswer, Serial = serial, Outcome = LedgerOutcome.Open });
            return null;
        }
    }

    private async Task<JsonElement?> Record(string serial, CancellationToken giveUp)
    {
        var answer = await session.Get($"/api/certificates/issuing.{serial}", null, giveUp);
        return answer.Succeeded && answer.Json.TryGetProperty("revocation", out var revocation) && revocation.ValueKind == JsonValueKind.Object ? revocation : null;
    }

    private long Receipt(string serial, long sentAt, JsonElement body)
    {
        var at = WallClock.Now;
        var revokedAt = DateTimeOffset.Parse(body.GetProperty("revoked_at").GetString()!, CultureInfo.InvariantCulture);
        ledger.Append(new LedgerEntry
        {
            At = at,
            Kind = LedgerKind.RevokeAnswer,
            Serial = serial,
            SentAt = sentAt,
            Outcome = LedgerOutcome.Revoked,
            Reason = body.GetProperty("reason").GetString(),
            Sequence = body.GetProperty("sequence").GetInt64(),
            RevokedAt = revokedAt.Microseconds(),
        });
        return at;
    }

    private void Write(string serial, long sentAt, Answer answer) => ledger.Append(new LedgerEntry
    {
        At = WallClock.Now,
        Kind = LedgerKind.RevokeAnswer,
        Serial = serial,
        SentAt = sentAt,
        Outcome = answer.IsWorthRetrying || answer.Status == 409 ? answer.Detailed : LedgerOutcome.Refused,
        Detail = answer.Detailed,
    });

    private static HttpRequestMessage Request(string https, string serial, string reason) =>
        new(HttpMethod.Post, $"{https}/api/certificates/issuing.{serial}/revoke") { Content = JsonContent.Create(new { reason }) };
}
