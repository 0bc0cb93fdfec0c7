using System.Collections.Concurrent;
using Org.BouncyCastle.Security;
using Org.BouncyCastle.X509;
using Ucm.Reliability.Load;
using Ucm.Reliability.Measuring;
using Ucm.Reliability.Status;
using Ucm.Reliability.Targets;

namespace Ucm.Reliability.Audit;

/// <summary>Asks the installation, as anybody may, what it says of every certificate of the run: OCSP and CRL.</summary>
internal sealed class Observer(ClientSide client)
{
    private const int AtOnce = 16;
    private const int Attempts = 6;

    /// <summary>The CRL's minimum interval, its making, and a frontend's look for a new one.</summary>
    private static readonly TimeSpan CrlPatience = TimeSpan.FromSeconds(60);
    private readonly ResponseVerifier verifier = new(client.Chain);

    public async Task<Observation> Observe(LedgerDigest ledger, DatabaseSnapshot database, CancellationToken cancellationToken)
    {
        var revoked = database.Certificates.Where(row => row is { IsRevoked: true, Authority: "issuing" }).Select(row => row.Serial).ToHashSet();
        var serials = ledger.Deliveries.Select(delivery => delivery.Serial).Distinct().ToList();
        var frontends = client.Installation.Frontends;

        // A revoked certificate at every frontend, a good one at one of them in turn.
        var questions = serials.SelectMany((serial, index) => revoked.Contains(serial)
            ? frontends.Select(frontend => (Door: frontend, Serial: serial))
            : [(Door: frontends[index % frontends.Count], Serial: serial)]);
        var answers = new ConcurrentBag<ObservedStatus>();
        var options = new ParallelOptions { MaxDegreeOfParallelism = AtOnce, CancellationToken = cancellationToken };
        await Parallel.ForEachAsync(questions, options, async (question, token) => answers.Add(await Ask(question.Door, question.Serial, token)));
        return new Observation([.. answers], await WaitForCrl(revoked, cancellationToken));
    }

    private async Task<ObservedStatus> Ask(FrontendTarget door, string serial, CancellationToken cancellationToken)
    {
        var backoff = new Backoff();
        for (var attempt = 1; ; attempt++)
        {
            var reading = await client.Asker.Ask(door, serial, cancellationToken);
            if (reading.Basic is { } basic)
                return new ObservedStatus(door.Name, serial, reading.Status, reading.Reason, reading.RevokedAt, verifier.Problem(basic, DateTime.UtcNow));

            if (attempt == Attempts)
                return new ObservedStatus(door.Name, serial, reading.Status, null, null, null);

            await backoff.Wait(null, cancellationToken);
        }
    }

    /// <summary>At each frontend until every revocation is there, or it has been long enough: then what is missing is a finding.</summary>
    private async Task<ObservedCrl> WaitForCrl(HashSet<string> revoked, CancellationToken cancellationToken)
    {
        var end = WallClock.Now + CrlPatience.Microseconds();
        ObservedCrl crl;
        foreach (var frontend in client.Installation.Frontends)
        {
            while (true)
            {
                crl = await FetchCrl(frontend, cancellationToken);
                if (crl.Problem is null && revoked.All(crl.Entries.ContainsKey))
                    break;

                if (WallClock.Now > end)
                    return crl;

                await Task.Delay(TimeSpan.FromSeconds(1), cancellationToken);
            }
        }

        return await FetchCrl(client.Installation.Doors[0], cancellationToken);
    }

    private async Task<ObservedCrl> FetchCrl(FrontendTarget door, CancellationToken cancellationToken)
    {
        var answer = await Answer.Of(client.Http, new HttpRequestMessage(HttpMethod.Get, $"{door.Http}/crl/issuing.crl"), cancellationToken);
        if (!answer.Succeeded)
            return Unusable($"{door.Name} answers {answer.Outcome}.");

        try
        {
            var crl = new X509CrlParser().ReadCrl(answer.Body);
            crl.Verify(client.Chain.Issuer.GetPublicKey());
            if (crl.NextUpdate is { } nextUpdate && nextUpdate < DateTime.UtcNow)
                return Unusable("nextUpdate is over.");

            var entries = (crl.GetRevokedCertificates() ?? new HashSet<X509CrlEntry>()).Select(Entry).ToDictionary(entry => entry.Serial);
            return new ObservedCrl(Microseconds(crl.ThisUpdate), entries, null);
        }
        catch (Exception fault) when (fault is GeneralSecurityException or IOException or ArgumentException)
        {
            return Unusable($"the CRL of {door.Name} does not verify or cannot be read ({fault.GetType().Name}).");
        }
    }

    private static ObservedEntry Entry(X509CrlEntry entry)
    {
        var extension = entry.GetExtensionValue(Org.BouncyCastle.Asn1.X509.X509Extensions.ReasonCode);
        var reason = extension is null ? 0 : Org.BouncyCastle.Asn1.DerEnumerated.GetInstance(extension.GetOctets()).IntValueExact;
        return new ObservedEntry(Serials.ToHex(entry.SerialNumber), Reasons.ToName(reason), Microseconds(entry.RevocationDate));
    }

    private static ObservedCrl Unusable(string problem) => new(0, new Dictionary<string, ObservedEntry>(), problem);

    private static long Microseconds(DateTime time) => new DateTimeOffset(DateTime.SpecifyKind(time, DateTimeKind.Utc)).Microseconds();
}
