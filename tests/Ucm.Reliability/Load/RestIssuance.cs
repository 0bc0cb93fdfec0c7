using System.Net.Http.Json;
using Ucm.Reliability.Ledger;
using Ucm.Reliability.Measuring;
using Ucm.Reliability.Status;
using Ucm.Reliability.Targets;

namespace Ucm.Reliability.Load;

/// <summary>
/// Issuance by REST: one Idempotency-Key for one wish, asked again under the same key after any error until there is an answer. Every attempt knocks at the next door, so
/// that an attempt whose answer is late meets its successor in another process.
/// </summary>
internal sealed class RestIssuance(RestSession session, RequestPool requests, ILedger ledger, Population population)
{
    private const string Protocol = "rest";
    private const int OwnKeyEvery = 10;
    private const int AskTwiceEvery = 20;
    private readonly IReadOnlyList<FrontendTarget> doors = session.Installation.Doors;

    /// <returns>The serial; null when it was refused or the run ended first.</returns>
    public async Task<string?> Run(string key, long number, CancellationToken giveUp)
    {
        var ownKey = number % OwnKeyEvery == 0;
        var csr = Convert.ToBase64String(requests.Make($"{key.ToLowerInvariant()}.load.example", number, ownKey));
        var serial = await Ask(key, csr, number, giveUp);
        if (serial is null)
            return null;

        population.Add(new Holding(serial, ownKey));

        // A client that lost the answer asks once more: it must be the same certificate.
        if (number % AskTwiceEvery == 0)
            await Ask(key, csr, number, giveUp);

        return serial;
    }

    private async Task<string?> Ask(string key, string csr, long number, CancellationToken giveUp)
    {
        var backoff = new Backoff();
        ledger.Append(new LedgerEntry { At = WallClock.Now, Kind = LedgerKind.IssueAsk, Protocol = Protocol, Request = key });
        try
        {
            for (var attempt = number; ; attempt++)
            {
                var sentAt = WallClock.Now;
                var answer = await session.Send(door => Request(door, key, csr), doors[(int)(attempt % doors.Count)].Https, giveUp);
                if (answer.Status == 201)
                    return Delivered(key, sentAt, answer);

                Write(key, sentAt, answer.IsWorthRetrying ? answer.Detailed : LedgerOutcome.Refused, answer.Detailed);
                if (!answer.IsWorthRetrying)
                    return null;

                await backoff.Wait(answer.RetryAfter, giveUp);
            }
        }
        catch (OperationCanceledException) when (giveUp.IsCancellationRequested)
        {
            Write(key, null, LedgerOutcome.Open, null);
            return null;
        }
    }

    private string Delivered(string key, long sentAt, Answer answer)
    {
        var body = answer.Json;
        var serial = Serials.ToHex(Convert.FromHexString(body.GetProperty("serial").GetString()!));
        var pem = body.GetProperty("certificate").GetString()!;
        ledger.Append(new LedgerEntry
        {
            At = WallClock.Now,
            Kind = LedgerKind.IssueAnswer,
            Protocol = Protocol,
            Request = key,
            SentAt = sentAt,
            Outcome = LedgerOutcome.Issued,
            Serial = serial,
            Hash = Pem.HashOfFirst(pem),
        });
        return serial;
    }

    private void Write(string key, long? sentAt, string outcome, string? detail) => ledger.Append(new LedgerEntry
    {
        At = WallClock.Now,
        Kind = LedgerKind.IssueAnswer,
        Protocol = Protocol,
        Request = key,
        SentAt = sentAt,
        Outcome = outcome,
        Detail = detail,
    });

    private static HttpRequestMessage Request(string https, string key, string csr)
    {
        var body = JsonContent.Create(new { authority = "issuing", profile = "tls-server", csr });
        return new HttpRequestMessage(HttpMethod.Post, $"{https}/api/certificates") { Content = body, Headers = { { "Idempotency-Key", key } } };
    }
}
