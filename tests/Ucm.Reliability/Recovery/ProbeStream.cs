using System.Collections.Concurrent;
using System.Net.Http.Json;
using Ucm.Reliability.Ledger;
using Ucm.Reliability.Load;
using Ucm.Reliability.Measuring;
using Ucm.Reliability.Targets;

namespace Ucm.Reliability.Recovery;

/// <summary>At each door, all the time: a read of some certificate, an issuance under a fresh key, OCSP of a serial that nobody has asked about.</summary>
internal sealed class ProbeStream(ClientSide client, IReadOnlyList<FrontendTarget> doors, double perSecond)
{
    private const int AtOnce = 200;
    private readonly ConcurrentQueue<Probe> probes = new();
    private readonly ConcurrentDictionary<string, ConcurrentQueue<string>> cold = new();
    private readonly ConcurrentDictionary<long, string> known = new();
    private readonly string run = $"p{WallClock.Now:x}";

    public IReadOnlyCollection<Probe> Probes => probes;

    /// <summary>Certificates to read, of many grains, so that every silo is asked.</summary>
    public async Task Prepare(int certificates, CancellationToken cancellationToken)
    {
        var rest = new RestIssuance(client.Session, client.Requests, client.Ledger, client.Population);
        await Parallel.ForAsync(0, certificates, cancellationToken, async (number, token) =>
        {
            if (await rest.Run($"{run}-k{number}", number, token) is { } serial)
                Learn(serial);
        });
    }

    public Task Run(CancellationToken end) => Task.WhenAll(doors.SelectMany(door => new[]
    {
        new Pace(perSecond, AtOnce).Run(number => Try("read", door, () => Read(door, number)), end),
        new Pace(perSecond, AtOnce).Run(number => Try("issue", door, () => Issue(door, number)), end),
        new Pace(perSecond, AtOnce).Run(_ => Try("ocsp", door, () => Status(door)), end),
    }));

    private async Task Try(string kind, FrontendTarget door, Func<Task<string?>> call)
    {
        var sentAt = WallClock.Now;
        var fault = await call();
        probes.Enqueue(new Probe(kind, door.Name, sentAt, WallClock.Now, fault));
    }

    private async Task<string?> Read(FrontendTarget door, long number)
    {
        var answer = await client.Session.Get($"/api/certificates/issuing.{known[number % known.Count]}", door.Https, CancellationToken.None);
        return answer.Succeeded ? null : answer.Detailed;
    }

    private async Task<string?> Issue(FrontendTarget door, long number)
    {
        var csr = Convert.ToBase64String(client.Requests.Make("probe.load.example", number, ownKey: false));
        var answer = await client.Session.Send(https => Request(https, $"{run}-{door.Name}-{number}", csr), door.Https, CancellationToken.None);
        if (answer.Status != 201)
            return answer.Detailed;

        Learn(answer.Json.GetProperty("serial").GetString()!);
        return null;
    }

    private async Task<string?> Status(FrontendTarget door)
    {
        if (!cold.TryGetValue(door.Name, out var queue) || !queue.TryDequeue(out var serial))
            return null;

        var reading = await client.Asker.Ask(door, serial, CancellationToken.None);
        return reading.Status == LedgerOutcome.Good ? null : reading.Status;
    }

    private void Learn(string serial)
    {
        known.TryAdd(known.Count, serial);
        foreach (var door in doors)
            cold.GetOrAdd(door.Name, _ => new ConcurrentQueue<string>()).Enqueue(serial);
    }

    private static HttpRequestMessage Request(string https, string key, string csr) => new(HttpMethod.Post, $"{https}/api/certificates")
    {
        Content = JsonContent.Create(new { authority = "issuing", profile = "tls-server", csr }),
        Headers = { { "Idempotency-Key", key } },
    };
}
