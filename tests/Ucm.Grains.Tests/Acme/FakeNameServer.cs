using System.Buffers.Binary;
using System.Net;
using System.Net.Sockets;

namespace Ucm.Grains.Tests.Acme;

/// <summary>
/// A name server on 127.0.0.1 that answers as a test says (RFC 1035): addresses by type over UDP, or all of a <see cref="FakeZone"/> over UDP and
/// TCP.
/// </summary>
internal sealed class FakeNameServer : IAsyncDisposable
{
    public const int A = 1;
    public const int Aaaa = 28;
    private readonly CancellationTokenSource end = new();
    private readonly UdpClient socket;
    private readonly TcpListener? listener;
    private readonly Func<FakeQuestion, byte[], byte[]?> reply;
    private readonly Task serving;
    private readonly Task servingTcp = Task.CompletedTask;

    /// <param name="reply">From the type asked for to the answer; null for none, ever. Nothing listens on TCP.</param>
    public FakeNameServer(Func<int, NameReply?> reply)
    {
        this.reply = (question, query) => reply(question.Type) is { } answer ? Encode(question, query, answer) : null;
        socket = new UdpClient(new IPEndPoint(IPAddress.Loopback, 0));
        serving = Serve();
    }

    public FakeNameServer(FakeZone zone)
    {
        reply = zone.Answer;
        (socket, listener) = BothProtocols();
        serving = Serve();
        servingTcp = ServeTcp(listener);
    }

    public string EndPoint => socket.Client.LocalEndPoint!.ToString()!;

    public int Port => ((IPEndPoint)socket.Client.LocalEndPoint!).Port;

    public async ValueTask DisposeAsync()
    {
        await end.CancelAsync();
        await serving.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        await servingTcp.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        socket.Dispose();
        listener?.Dispose();
        end.Dispose();
    }

    private async Task Serve()
    {
        while (true)
        {
            var query = await socket.ReceiveAsync(end.Token);
            if (reply(FakeQuestion.Read(query.Buffer, overTcp: false), query.Buffer) is { } answer)
            {
                await socket.SendAsync(answer, query.RemoteEndPoint, end.Token);
            }
        }
    }

    private async Task ServeTcp(TcpListener tcp)
    {
        while (true)
        {
            using var client = await tcp.AcceptTcpClientAsync(end.Token);
            await using var stream = client.GetStream();
            var length = new byte[2];
            await stream.ReadExactlyAsync(length, end.Token);
            var query = new byte[BinaryPrimitives.ReadUInt16BigEndian(length)];
            await stream.ReadExactlyAsync(query, end.Token);
            if (reply(FakeQuestion.Read(query, overTcp: true), query) is { } answer)
            {
                BinaryPrimitives.WriteUInt16BigEndian(length, (ushort)answer.Length);
                await stream.WriteAsync((byte[])[.. length, .. answer], end.Token);
            }
        }
    }

    private static (UdpClient Udp, TcpListener Tcp) BothProtocols()
    {
        while (true)
        {
            var tcp = new TcpListener(IPAddress.Loopback, 0);
            tcp.Start();
            try
            {
                return (new UdpClient((IPEndPoint)tcp.LocalEndpoint), tcp);
            }
            catch (SocketException)
            {
                // Another program has this port of UDP.
                tcp.Dispose();
            }
        }
    }

    private static byte[] Encode(FakeQuestion question, byte[] query, NameReply answer) => FakeZone.Encode(
        query, question, answer.Code, answer.Truncated,
        [.. answer.Addresses.Select(address => new FakeRecord(question.Name, question.Type, IPAddress.Parse(address).GetAddressBytes()))]);
}

/// <param name="Code">RCODE: 0 no error, 2 server failure, 3 no such name, 5 refused.</param>
/// <param name="Truncated">Sets TC; nothing listens on TCP.</param>
internal sealed record NameReply(int Code, bool Truncated, params string[] Addresses)
{
    public static NameReply Of(params string[] addresses) => new(0, false, addresses);
}
