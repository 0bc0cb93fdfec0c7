using System.Globalization;
using System.Security.Cryptography;
using Ucm.Reliability.Ledger;
using Ucm.Reliability.Measuring;
using Ucm.Reliability.Status;

namespace Ucm.Reliability.Load;

/// <summary>
/// Everything at once: ACME and REST issuance, revocation, status questions at every door, CRLs. Runs for the plan's time, then lets each client come to its answer:
/// nobody gives up before the drain is over.
/// </summary>
internal sealed class MixedLoad(ClientSide client, LoadPlan plan)
{
    private const int Accounts = 4;

    /// <summary>So many good ones stay, for the status questions.</summary>
    private const int Reserve = 20;

    private readonly string run = WallClock.Now.ToString("x", CultureInfo.InvariantCulture);
    private readonly List<AcmeAccount> accounts = [];

    public async Task Run(CancellationToken stop)
    {
        client.Ledger.Append(new LedgerEntry { At = WallClock.Now, Kind = LedgerKind.RunStart, Detail = plan.ToString() });
        await using var responder = plan.Acme > 0 ? await ChallengeResponder.Start(client.Installation.AcmeHttpPort) : null;
        while (plan.Acme > 0 && accounts.Count < Accounts)
            accounts.Add(await AcmeAccount.Register(client.Http, client.Installation.Https, stop));

        using var end = CancellationTokenSource.CreateLinkedTokenSource(stop);
        using var giveUp = new CancellationTokenSource();
        end.CancelAfter(plan.Duration);
        giveUp.CancelAfter(plan.Duration + plan.Drain);
        var rest = new RestIssuance(client.Session, client.Requests, client.Ledger, client.Population);
        Pace[] paces = [new(plan.Rest, 200), new(plan.Acme, 200), new(plan.Revocations, 100), new(plan.Status, 100), new(plan.Crl, 4)];
        await Task.WhenAll(
            paces[0].Run(number => rest.Run($"r{run}-{number}", number, giveUp.Token), end.Token),
            paces[1].Run(number => Acme(responder!, number, giveUp.Token), end.Token),
            paces[2].Run(number => Revoke(number, giveUp.Token), end.Token),
            paces[3].Run(number => AskStatus(number, giveUp.Token), end.Token),
            paces[4].Run(number => FetchCrl(number, giveUp.Token), end.Token));

        client.Ledger.Append(new LedgerEntry
        {
            At = WallClock.Now,
            Kind = LedgerKind.RunEnd,
            Detail = $"not begun for want of room: REST {paces[0].Skipped}, ACME {paces[1].Skipped}, revocations {paces[2].Skipped}, OCSP {paces[3].Skipped}",
        });
        foreach (var account in accounts)
            account.Dispose();
    }

    private Task<string?> Acme(ChallengeResponder responder, long number, CancellationToken giveUp) =>
        new AcmeIssuance(accounts[(int)(number % Accounts)], responder, client.Requests, client.Ledger, client.Population).Run($"a{run}-{number}", number, giveUp);

    private async Task Revoke(long number, CancellationToken giveUp)
    {
        if (client.Population.Take(Reserve) is not { } holding)
            return;

        var reason = holding.OwnKey ? Reasons.KeyCompromise : Reasons.Harmless[(int)(number % Reasons.Harmless.Count)];
        await client.RevokeAndWatch(holding.Serial, reason, giveUp);
    }

    /// <summary>Half of the questions are about revoked certificates: those are where an old answer does harm.</summary>
    private async Task AskStatus(long number, CancellationToken giveUp)
    {
        var serial = (number & 1) == 0 ? client.Population.AnyRevoked() ?? client.Population.AnyGood() : client.Population.AnyGood();
        if (serial is null)
            return;

        var doors = client.Installation.Doors;
        await client.Asker.Ask(doors[RandomNumberGenerator.GetInt32(doors.Count)], serial, giveUp);
    }

    private async Task FetchCrl(long number, CancellationToken giveUp)
    {
        var door = client.Installation.Doors[(int)(number % client.Installation.Doors.Count)];
        var answer = await Answer.Of(client.Http, new HttpRequestMessage(HttpMethod.Get, $"{door.Http}/crl/issuing.crl"), giveUp);
        client.Ledger.Append(new LedgerEntry { At = WallClock.Now, Kind = LedgerKind.CrlAnswer, Door = door.Name, Outcome = answer.Outcome });
    }
}
