using System.Buffers.Binary;
using System.Net;
using System.Net.Sockets;

namespace Ucm.Grains.Tests.Acme;

/// <summary>A name server on 127.0.0.1 (UDP) that answers A and AAAA as a test says (RFC 1035).</summary>
internal sealed class FakeNameServer : IAsyncDisposable
{
    public const int A = 1;
    public const int Aaaa = 28;
    private const int Header = 12;
    private readonly CancellationTokenSource end = new();
    private readonly UdpClient socket = new(new IPEndPoint(IPAddress.Loopback, 0));
    private readonly Func<int, NameReply?> reply;
    private readonly Task serving;

    /// <param name="reply">From the type asked for to the answer; null for none, ever.</param>
    public FakeNameServer(Func<int, NameReply?> reply)
    {
        this.reply = reply;
        serving = Serve();
    }

    public string EndPoint => socket.Client.LocalEndPoint!.ToString()!;

    public async ValueTask DisposeAsync()
    {
        await end.CancelAsync();
        await serving.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        socket.Dispose();
        end.Dispose();
    }

    private async Task Serve()
    {
        while (true)
        {
            var query = await socket.ReceiveAsync(end.Token);
            var question = query.Buffer.AsSpan(Header);
            var length = question.IndexOf((byte)0) + 5;
            var type = BinaryPrimitives.ReadUInt16BigEndian(question[(length - 4)..]);
            if (reply(type) is { } answer)
            {
                await socket.SendAsync(Encode(query.Buffer, length, type, answer), query.RemoteEndPoint, end.Token);
            }
        }
    }

    private static byte[] Encode(byte[] query, int length, int type, NameReply answer)
    {
        var message = query.AsSpan(0, Header + length).ToArray().ToList();
        message[2] = (byte)(0x84 | (answer.Truncated ? 2 : 0));
        message[3] = (byte)(0x80 | answer.Code);
        message[7] = (byte)answer.Addresses.Length;
        message[9] = message[11] = 0;
        foreach (var address in answer.Addresses)
        {
            var octets = IPAddress.Parse(address).GetAddressBytes();
            message.AddRange([0xC0, Header, 0, (byte)type, 0, 1, 0, 0, 0, 60, 0, (byte)octets.Length, .. octets]);
        }

        return [.. message];
    }
}

/// <param name="Code">RCODE: 0 no error, 2 server failure, 3 no such name, 5 refused.</param>
/// <param name="Truncated">Sets TC; nothing listens on TCP.</param>
internal sealed record NameReply(int Code, bool Truncated, params string[] Addresses)
{
    public static NameReply Of(params string[] addresses) => new(0, false, addresses);
}
