using System.Buffers.Text;
using System.Diagnostics;
using System.Net.Sockets;
using System.Text;
using Ucm.Benchmarks.Measuring;

namespace Ucm.Benchmarks.Servers;

/// <summary>
/// POSTs over plain sockets, for servers that stall when a client goes away under a request, as wrk does at its end: a connection is kept as long as the server keeps it. Any answer but
/// 200 is an error.
/// </summary>
internal sealed class SocketLoad(string name, string unit, int connections, Func<Task<IReadOnlyList<SocketRequest>>> prepare, IServerProcess server) : ILoad
{
    private static readonly TimeSpan Timeout = TimeSpan.FromSeconds(10);
    private IReadOnlyList<SocketRequest> requests = [];
    private int turn = -1;

    public string Name => name;

    public string Unit => unit;

    /// <summary>So many requests for one measurement, however long they take, and none of them a second time: for first questions. Otherwise they are asked in turn.</summary>
    public int? Once { get; init; }

    public async Task Prepare(CancellationToken cancellationToken) => requests = await prepare();

    public async Task<double> Measure(TimeSpan duration, CancellationToken cancellationToken)
    {
        var end = turn + Once ?? int.MaxValue;
        if (Once is not null && end >= requests.Count)
            throw new InvalidOperationException($"{name}: {requests.Count} requests are not enough for so many rounds.");

        var clock = Stopwatch.StartNew();
        var answers = await Task.Factory.StartNew(() => Ask(() => Next(clock, duration, end), cancellationToken), cancellationToken, TaskCreationOptions.LongRunning, TaskScheduler.Default);
        return answers / clock.Elapsed.TotalSeconds;
    }

    public ValueTask DisposeAsync() => server.DisposeAsync();

    private SocketRequest? Next(Stopwatch clock, TimeSpan duration, int end) =>
        (Once is null ? clock.Elapsed >= duration : turn >= end) ? null : requests[(int)((uint)++turn % (uint)requests.Count)];

    /// <summary>One thread for all connections, which waits for whichever of them has an answer: the client's share of the processors is to be small.</summary>
    private long Ask(Func<SocketRequest?> next, CancellationToken cancellationToken)
    {
        var answers = 0L;
        var asked = new Dictionary<Socket, SocketConnection>();
        try
        {
            for (var number = 0; number < connections && next() is { } request; number++)
                Send(new SocketConnection(), request);

            var ready = new List<Socket>(connections);
            while (asked.Count > 0)
            {
                cancellationToken.ThrowIfCancellationRequested();
                ready.Clear();
                ready.AddRange(asked.Keys);
                Socket.Select(ready, null, null, Timeout);
                if (ready.Count == 0)
                    throw new InvalidOperationException($"{name}: no answer in {Timeout}.");

                foreach (var socket in ready)
                {
                    var connection = asked[socket];
                    if (!connection.Receive(IsWhole, name))
                        continue;

                    answers++;
                    asked.Remove(socket);
                    if (next() is { } request)
                        Send(connection, request);
                    else
                        connection.Dispose();
                }
            }
        }
        finally
        {
            foreach (var connection in asked.Values)
                connection.Dispose();
        }

        return answers;

        void Send(SocketConnection connection, SocketRequest request) => asked.Add(connection.Send(request), connection);
    }

    private static bool IsWhole(ReadOnlySpan<byte> answer)
    {
        var end = answer.IndexOf("\r\n\r\n"u8);
        if (end < 0)
            return false;

        var name = answer[..end].IndexOf("Content-Length: "u8);
        return answer[9..].StartsWith("200 "u8) && name >= 0 && Utf8Parser.TryParse(answer[(name + 16)..], out int body, out _) && answer.Length == end + 4 + body;
    }
}

/// <summary>To a server on loopback.</summary>
internal sealed record SocketRequest(int Port, byte[] Octets)
{
    public static SocketRequest Post(Uri url, byte[] body) => new(
        url.Port,
        [.. Encoding.ASCII.GetBytes($"POST {url.AbsolutePath} HTTP/1.1\r\nHost: {url.Authority}\r\nContent-Type: application/ocsp-request\r\nContent-Length: {body.Length}\r\n\r\n"), .. body]);
}
