using System.Buffers.Text;
using System.Text;
using System.Text.Json;
using Ucm.Reliability.Ledger;
using Ucm.Reliability.Measuring;
using Ucm.Reliability.Status;

namespace Ucm.Reliability.Load;

/// <summary>
/// Issuance by ACME (RFC 8555 §7.4). The client keeps nothing in its head: after any error it reads the order again and does what the order's state asks for, until the
/// certificate is in hand or the order is invalid.
/// </summary>
internal sealed class AcmeIssuance(AcmeAccount account, ChallengeResponder responder, RequestPool requests, ILedger ledger, Population population)
{
    private const string Name = "localhost";
    private const int RefusalsInARow = 10;
    private static readonly TimeSpan Poll = TimeSpan.FromMilliseconds(200);

    public async Task<string?> Run(string request, long number, CancellationToken giveUp)
    {
        ledger.Append(new LedgerEntry { At = WallClock.Now, Kind = LedgerKind.IssueAsk, Protocol = "acme", Request = request, Detail = account.Id });
        var order = new OrderInHand(request);
        try
        {
            var csr = requests.Make(Name, number, ownKey: false);
            var backoff = new Backoff();
            while (order.Refusals < RefusalsInARow)
            {
                var step = order.Url is null ? await Create(order, giveUp) : await Advance(order, csr, giveUp);
                if (order.Serial is not null)
                    return order.Serial;

                if (order.IsInvalid)
                    return null;

                if (step.Succeeded)
                {
                    (backoff, order.Refusals) = (new Backoff(), 0);
                    await Task.Delay(step.RetryAfter ?? Poll, giveUp);
                    continue;
                }

                order.Refusals = step.IsWorthRetrying ? 0 : order.Refusals + 1;
                Write(order, step.Detailed);
                await backoff.Wait(step.RetryAfter, giveUp);
            }

            Write(order, LedgerOutcome.Refused);
        }
        catch (OperationCanceledException) when (giveUp.IsCancellationRequested)
        {
            Write(order, LedgerOutcome.Open);
        }

        return null;
    }

    private async Task<Answer> Create(OrderInHand order, CancellationToken giveUp)
    {
        var answer = await account.Post(account.NewOrder, new { identifiers = new[] { new { type = "dns", value = Name } } }, giveUp);
        if (answer is { Succeeded: true, Location: { } location })
            order.Url = location;

        return answer with { RetryAfter = TimeSpan.Zero };
    }

    /// <summary>One step: what the order's state asks for.</summary>
    private async Task<Answer> Advance(OrderInHand order, byte[] csr, CancellationToken giveUp)
    {
        var answer = await account.Post(order.Url!, null, giveUp);
        if (!answer.Succeeded)
            return answer;

        var body = answer.Json;
        switch (body.GetProperty("status").GetString())
        {
            case "pending":
                return await Prove(body, giveUp);
            case "ready":
                return await account.Post(Link(body, "finalize"), new { csr = Base64Url.EncodeToString(csr) }, giveUp);
            case "valid":
                return await Download(order, Link(body, "certificate"), giveUp);
            case "invalid":
                order.IsInvalid = true;
                Write(order, LedgerOutcome.Refused, body.TryGetProperty("error", out var error) ? error.ToString() : "the order is invalid");
                return answer;
            default:
                return answer;
        }
    }

    private async Task<Answer> Prove(JsonElement order, CancellationToken giveUp)
    {
        var answer = await account.Post(new Uri(order.GetProperty("authorizations")[0].GetString()!), null, giveUp);
        if (!answer.Succeeded)
            return answer;

        var challenge = answer.Json.GetProperty("challenges").EnumerateArray().FirstOrDefault(item => item.GetProperty("type").GetString() == "http-01");
        if (challenge.ValueKind != JsonValueKind.Object || challenge.GetProperty("status").GetString() != "pending")
            return answer;

        var token = challenge.GetProperty("token").GetString()!;
        responder.Offer(token, $"{token}.{account.Thumbprint}");
        return await account.Post(Link(challenge, "url"), new { }, giveUp) with { RetryAfter = Poll };
    }

    private async Task<Answer> Download(OrderInHand order, Uri certificate, CancellationToken giveUp)
    {
        var sentAt = WallClock.Now;
        var answer = await account.Post(certificate, null, giveUp);
        if (!answer.Succeeded)
            return answer;

        var der = Pem.First(Encoding.ASCII.GetString(answer.Body));
        order.Serial = Serials.ToHex(new Org.BouncyCastle.X509.X509CertificateParser().ReadCertificate(der).SerialNumber);
        ledger.Append(new LedgerEntry
        {
            At = WallClock.Now,
            Kind = LedgerKind.IssueAnswer,
            Protocol = "acme",
            Request = order.Request,
            Order = order.Id,
            SentAt = sentAt,
            Outcome = LedgerOutcome.Issued,
            Serial = order.Serial,
            Hash = Pem.HashOfFirst(Encoding.ASCII.GetString(answer.Body)),
        });
        population.Add(new Holding(order.Serial, OwnKey: false));
        return answer;
    }

    private void Write(OrderInHand order, string outcome, string? detail = null) => ledger.Append(
        new LedgerEntry { At = WallClock.Now, Kind = LedgerKind.IssueAnswer, Protocol = "acme", Request = order.Request, Order = order.Id, Outcome = outcome, Detail = detail });

    private static Uri Link(JsonElement body, string name) => new(body.GetProperty(name).GetString()!);

    private sealed class OrderInHand(string request)
    {
        public string Request => request;

        public Uri? Url { get; set; }

        public string? Id => Url?.Segments[^1];

        public string? Serial { get; set; }

        public bool IsInvalid { get; set; }

        public int Refusals { get; set; }
    }
}
