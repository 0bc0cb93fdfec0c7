using System.Net;
using System.Net.Sockets;
using DnsClient;

namespace Ucm.Grains.Acme.Validation;

/// <summary>
/// Asks several name servers one question. The next one is asked when one has failed, and also when it is slow: a server that is away costs its share
/// of the time and not all of it.
/// </summary>
internal sealed class NameServers(IEnumerable<string> servers, TimeProvider clock)
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(6);
    private static readonly TimeSpan LongestShare = TimeSpan.FromSeconds(2);

    private readonly LookupClient[] clients = [.. servers.Select(Client)];

    private TimeSpan Share => Limit / (clients.Length + 1) is var share && share < LongestShare ? share : LongestShare;

    /// <summary>The first answer of any server; never a fault but the caller's cancellation.</summary>
    public async Task<NameAnswer> Ask(string host, QueryType type, CancellationToken cancellationToken)
    {
        using var end = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var giveUp = Task.Delay(Limit, clock, end.Token);
        var waiting = new List<Task<NameAnswer>>(clients.Length);
        NameAnswer? failed = null;
        try
        {
            for (var next = 0; next < clients.Length || waiting.Count > 0;)
            {
                if (next < clients.Length)
                {
                    waiting.Add(AskOne(clients[next++], host, type, end.Token));
                }

                var pause = next < clients.Length ? Task.Delay(Share, clock, end.Token) : giveUp;
                var ended = await Task.WhenAny([.. waiting, pause, giveUp]);
                cancellationToken.ThrowIfCancellationRequested();
                if (ended == giveUp)
                {
                    break;
                }

                if (ended is Task<NameAnswer> answered)
                {
                    var answer = await answered;
                    if (answer.IsAnswer)
                    {
                        return answer;
                    }

                    failed = answer;
                    waiting.Remove(answered);
                }
            }

            return failed ?? new NameAnswer(type, [], IsAnswer: false, $"no name server answered for {type}");
        }
        finally
        {
            await end.CancelAsync();
        }
    }

    private static async Task<NameAnswer> AskOne(LookupClient client, string host, QueryType type, CancellationToken cancellationToken)
    {
        try
        {
            var answer = await client.QueryAsync(host, type, cancellationToken: cancellationToken);
            var addresses = answer.Answers.AddressRecords().Select(static record => record.Address).ToArray();
            return answer.Header.ResponseCode switch
            {
                DnsHeaderResponseCode.NoError => new NameAnswer(type, addresses, IsAnswer: true, $"there is no {type}"),
                DnsHeaderResponseCode.NotExistentDomain => new NameAnswer(type, [], IsAnswer: true, $"the name server says that there is no such name ({type})"),
                var code => new NameAnswer(type, [], IsAnswer: false, $"the name server says {code} for {type}"),
            };
        }
        catch (Exception fault) when (fault is SocketException or DnsResponseException or OperationCanceledException)
        {
            return new NameAnswer(type, [], IsAnswer: false, $"no name server answered for {type}");
        }
    }

    private static LookupClient Client(string text)
    {
        var server = IPEndPoint.Parse(text);
        return new LookupClient(new LookupClientOptions(server.Port == 0 ? new IPEndPoint(server.Address, 53) : server)
        {
            UseCache = false,
            Timeout = LongestShare,
            Retries = 1,
            ThrowDnsErrors = false,
        });
    }
}

/// <param name="IsAnswer">The server knows; false when it failed or said nothing.</param>
/// <param name="Why">What it said, for when there is no address.</param>
internal sealed record NameAnswer(QueryType Type, IPAddress[] Addresses, bool IsAnswer, string Why);
