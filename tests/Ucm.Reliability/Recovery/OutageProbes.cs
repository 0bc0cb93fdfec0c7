using System.Collections.Concurrent;
using System.Net.Http.Json;
using Ucm.Reliability.Ledger;
using Ucm.Reliability.Load;
using Ucm.Reliability.Measuring;
using Ucm.Reliability.Status;
using Ucm.Reliability.Targets;

namespace Ucm.Reliability.Recovery;

/// <summary>What clients of every protocol go on asking at each door while the database is away: each call once, without repetition.</summary>
internal sealed class OutageProbes(ClientSide client, AcmeAccount account)
{
    public const string Warm = "OCSP, asked before";
    public const string Cold = "OCSP, never asked before";
    public const string Proxied = "OCSP, asked before, each by a new connection to the proxy";
    public const string Serving = "/health/serving";
    public const string Crl = "CRL";
    public const string Read = "REST read";
    public const string Issue = "REST issue";
    public const string Revoke = "REST revoke";
    public const string Order = "ACME order";

    private const int WarmCertificates = 20;
    private const int AtOnce = 100;
    private const double WarmPerSecond = 100;
    private const double ProxiedPerSecond = 20;
    private const double PerSecond = 2;

    /// <summary>Low bits of a form choose hash and method: these are one CertID, by GET and by POST.</summary>
    private static readonly long[] Forms = [0, 2];

    private readonly IReadOnlyList<FrontendTarget> doors = client.Installation.Frontends;
    private readonly StatusQuestions questions = new(client.Chain.Issuer);
    private readonly ConcurrentQueue<Probe> probes = new();
    private readonly ConcurrentQueue<string> unasked = new();
    private readonly string run = $"o{WallClock.Now:x}";
    private string[] warm = [];

    public IReadOnlyCollection<Probe> Probes => probes;

    /// <summary>Certificates for all questions of so long a run: some are asked about at every door, most by nobody.</summary>
    public async Task Prepare(TimeSpan length, CancellationToken cancellationToken)
    {
        var number = WarmCertificates + (int)(length.TotalSeconds * PerSecond * 2 * doors.Count);
        var rest = new RestIssuance(client.Session, client.Requests, client.Ledger, client.Population);
        var serials = new ConcurrentBag<string>();
        await Parallel.ForAsync(0, number, cancellationToken, async (index, token) =>
        {
            if (await rest.Run($"{run}-k{index}", index, token) is { } serial)
                serials.Add(serial);
        });
        warm = [.. serials.Take(WarmCertificates)];
        foreach (var serial in serials.Skip(WarmCertificates))
            unasked.Enqueue(serial);

        foreach (var door in doors)
        {
            foreach (var serial in warm)
            {
                while (await Status(door, serial, Forms[0]) is not null)
                    cancellationToken.ThrowIfCancellationRequested();
            }

            while (await List(door) is not null || await Health(door) is not null)
                cancellationToken.ThrowIfCancellationRequested();
        }
    }

    public Task Run(CancellationToken end) => Task.WhenAll(doors.SelectMany(door => new[]
    {
        new Pace(WarmPerSecond, AtOnce).Run(number => Try(Warm, door, () => Status(door, warm[number % warm.Length], Forms[number % Forms.Length])), end),
        new Pace(PerSecond, AtOnce).Run(number => Try(Cold, door, () => unasked.TryDequeue(out var serial) ? Status(door, serial, number) : OutOfCertificates()), end),
        new Pace(PerSecond, AtOnce).Run(_ => Try(Crl, door, () => List(door)), end),
        new Pace(PerSecond, AtOnce).Run(number => Try(Read, door, () => Rest(door, https => new HttpRequestMessage(HttpMethod.Get, $"{https}/api/certificates/issuing.{warm[number % warm.Length]}"))), end),
        new Pace(PerSecond, AtOnce).Run(number => Try(Issue, door, () => Rest(door, https => Request(https, door, number))), end),
        new Pace(PerSecond, AtOnce).Run(_ => Try(Revoke, door, () => unasked.TryDequeue(out var serial)
            ? Rest(door, https => new HttpRequestMessage(HttpMethod.Delete, $"{https}/api/certificates/issuing.{serial}?reason=superseded"))
            : OutOfCertificates()), end),
        new Pace(PerSecond, AtOnce).Run(_ => Try(Serving, door, () => Health(door)), end),
    }).Append(Proxy(end)).Append(new Pace(PerSecond, AtOnce).Run(_ => Try(Order, client.Installation.Doors[0], NewOrder), end)));

    private Task Proxy(CancellationToken end)
    {
        var proxy = client.Installation.Doors[0];
        return doors.Any(door => door.Http == proxy.Http)
            ? Task.CompletedTask
            : new Pace(ProxiedPerSecond, AtOnce).Run(number => Try(Proxied, proxy, () => Status(proxy, warm[number % warm.Length], Forms[number % Forms.Length], newConnection: true)), end);
    }

    private async Task Try(string kind, FrontendTarget door, Func<Task<string?>> call)
    {
        var sentAt = WallClock.Now;
        var fault = await call();
        probes.Enqueue(new Probe(kind, door.Name, sentAt, WallClock.Now, fault));
    }

    private async Task<string?> Status(FrontendTarget door, string serial, long form, bool newConnection = false)
    {
        var question = questions.Ask(door.Http, serial, form);
        question.Headers.ConnectionClose = newConnection;
        var answer = await Answer.Of(client.Http, question, CancellationToken.None);
        if (!answer.Succeeded)
            return answer.Outcome;

        var status = StatusReading.Read(answer.Body).Status;
        return status == LedgerOutcome.Good ? null : status;
    }

    private async Task<string?> List(FrontendTarget door) =>
        Fault(await Answer.Of(client.Http, new HttpRequestMessage(HttpMethod.Get, $"{door.Http}/crl/issuing.crl"), CancellationToken.None));

    private async Task<string?> Health(FrontendTarget door) =>
        Fault(await Answer.Of(client.Http, new HttpRequestMessage(HttpMethod.Get, $"{door.Https}/health/serving"), CancellationToken.None));

    private async Task<string?> Rest(FrontendTarget door, Func<string, HttpRequestMessage> make) => Fault(await client.Session.Send(make, door.Https, CancellationToken.None));

    private async Task<string?> NewOrder() =>
        Fault(await account.Post(account.NewOrder, new { identifiers = new[] { new { type = "dns", value = "localhost" } } }, CancellationToken.None));

    private HttpRequestMessage Request(string https, FrontendTarget door, long number)
    {
        var csr = Convert.ToBase64String(client.Requests.Make("outage.load.example", number, ownKey: false));
        return new HttpRequestMessage(HttpMethod.Post, $"{https}/api/certificates")
        {
            Content = JsonContent.Create(new { authority = "issuing", profile = "tls-server", csr }),
            Headers = { { "Idempotency-Key", $"{run}-{door.Name}-{number}" } },
        };
    }

    private static Task<string?> OutOfCertificates() => throw new InvalidOperationException("There are no certificates left that nobody has asked about: the run was longer than it said.");

    private static string? Fault(Answer answer) => answer.Succeeded ? null
        : answer.Status >= 500 && answer.RetryAfter is null ? $"{answer.Detailed} without Retry-After" : answer.Detailed;
}
