using System.Net;
using System.Net.Sockets;
using DnsClient;

namespace Ucm.Grains.Acme.Validation;

/// <summary>
/// Asks several name servers one question. The next one is asked when one has failed, and also when it is slow: a server that is away costs its share
/// of the time and not all of it. Truncated answers are asked for again over TCP; nothing is cached.
/// </summary>
/// <param name="authoritative">They are asked for what they know themselves; an answer that only names other servers is none.</param>
internal sealed class NameServers(IEnumerable<IPEndPoint> servers, DnsQuestions questions, TimeProvider clock, bool authoritative = false)
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(6);
    private static readonly TimeSpan LongestShare = TimeSpan.FromSeconds(2);

    private readonly AskedServer[] all = [.. servers.Select(server => new AskedServer(server.ToString(), Client(server, authoritative)))];

    private TimeSpan Share => Limit / (all.Length + 1) is var share && share < LongestShare ? share : LongestShare;

    /// <summary>The first answer of any server; never a fault but the caller's cancellation.</summary>
    public async Task<NameAnswer> Ask(string host, QueryType type, CancellationToken cancellationToken)
    {
        using var end = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var giveUp = Task.Delay(Limit, clock, end.Token);
        var waiting = new List<Task<NameAnswer>>(all.Length);
        NameAnswer? failed = null;
        try
        {
            for (var next = 0; next < all.Length || waiting.Count > 0;)
            {
                if (next < all.Length)
                {
                    waiting.Add(AskOne(all[next++], host, type, end.Token));
                }

                var pause = next < all.Length ? Task.Delay(Share, clock, end.Token) : giveUp;
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

                    failed = answer.Kind == NameAnswerKind.Failed ? answer : failed;
                    waiting.Remove(answered);
                }
            }

            return failed ?? Silent(type, string.Join(", ", all.Take(4).Select(static server => server.Name)));
        }
        finally
        {
            await end.CancelAsync();
        }
    }

    private async Task<NameAnswer> AskOne(AskedServer server, string host, QueryType type, CancellationToken cancellationToken)
    {
        try
        {
            using var place = await questions.Enter(cancellationToken);
            return Read(await server.Client.QueryAsync(host, type, cancellationToken: cancellationToken), server, host, type);
        }
        catch (Exception fault) when (fault is OperationCanceledException or DnsResponseException { Code: DnsResponseCode.ConnectionTimeout })
        {
            return Silent(type, server.Name);
        }
        catch (Exception fault) when (fault is SocketException or DnsResponseException { InnerException: SocketException })
        {
            var code = (fault as SocketException ?? (SocketException)fault.InnerException!).SocketErrorCode;
            return new NameAnswer(type, NameAnswerKind.Failed, server.Name, $"no name server answered for {type} ({code})", []);
        }
        catch (Exception fault) when (fault is not OutOfMemoryException)
        {
            // The library has many kinds of exceptions for octets that are no DNS message; a stranger's server chooses them.
            return new NameAnswer(type, NameAnswerKind.Failed, server.Name, $"the name server's answer for {type} cannot be read", []);
        }
    }

    private NameAnswer Read(IDnsQueryResponse answer, AskedServer server, string host, QueryType type)
    {
        if (answer.Questions is [var question, ..] && (question.QuestionType != type || !DnsText.SameName(question.QueryName, host)))
        {
            return new NameAnswer(type, NameAnswerKind.Failed, server.Name, $"the name server answered another question than the one for {type}", []);
        }

        return answer.Header.ResponseCode switch
        {
            DnsHeaderResponseCode.NoError when authoritative && answer.Answers.Count == 0 && !answer.Header.HasAuthorityAnswer =>
                new NameAnswer(type, NameAnswerKind.Failed, server.Name, $"the name server is not authoritative for the {type} that was asked for", []),
            DnsHeaderResponseCode.NoError => new NameAnswer(type, NameAnswerKind.Answer, server.Name, $"there is no {type}", answer.Answers),
            DnsHeaderResponseCode.NotExistentDomain =>
                new NameAnswer(type, NameAnswerKind.NoSuchName, server.Name, $"the name server says that there is no such name ({type})", answer.Answers),
            var code => new NameAnswer(type, NameAnswerKind.Failed, server.Name, $"the name server says {code} for {type}", []),
        };
    }

    private static NameAnswer Silent(QueryType type, string asked) => new(type, NameAnswerKind.Silent, asked, $"no name server answered for {type}", []);

    private static LookupClient Client(IPEndPoint server, bool authoritative) => new(new LookupClientOptions(server)
    {
        UseCache = false,
        Timeout = LongestShare,
        Retries = 1,
        ThrowDnsErrors = false,
        Recursion = !authoritative,
    });

    private sealed record AskedServer(string Name, LookupClient Client);
}
