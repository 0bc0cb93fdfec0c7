using System.Buffers.Binary;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Ucm.Conformance.Tests.Acme;

/// <summary>A name server on 127.0.0.1 (UDP) that knows one IPv4 address of every name (RFC 1035).</summary>
internal sealed class LoopbackDns : IAsyncDisposable
{
    private const int Header = 12;
    private const int TypeA = 1;
    private readonly CancellationTokenSource end = new();
    private readonly UdpClient socket = new(new IPEndPoint(IPAddress.Loopback, 0));
    private readonly Func<string, string> addressOf;
    private readonly Task serving;

    public LoopbackDns(Func<string, string> addressOf)
    {
        this.addressOf = addressOf;
        serving = Serve();
    }

    public int Port => ((IPEndPoint)socket.Client.LocalEndPoint!).Port;

    public async ValueTask DisposeAsync()
    {
        await end.CancelAsync();
        await serving;
        socket.Dispose();
        end.Dispose();
    }

    private async Task Serve()
    {
        try
        {
            while (true)
            {
                var query = await socket.ReceiveAsync(end.Token);
                await socket.SendAsync(Answer(query.Buffer), query.RemoteEndPoint, end.Token);
            }
        }
        catch (OperationCanceledException)
        {
            // The test is over.
        }
    }

    private byte[] Answer(byte[] query)
    {
        var (name, position) = (new StringBuilder(), Header);
        while (query[position] != 0)
        {
            name.Append(Encoding.ASCII.GetString(query, position + 1, query[position])).Append('.');
            position += query[position] + 1;
        }

        var known = BinaryPrimitives.ReadUInt16BigEndian(query.AsSpan(position + 1)) == TypeA;
        byte[] head = [query[0], query[1], 0x81, 0x80, 0, 1, 0, (byte)(known ? 1 : 0), 0, 0, 0, 0];
        byte[] record = known ? [0xc0, Header, 0, TypeA, 0, 1, 0, 0, 0, 0, 0, 4, .. IPAddress.Parse(addressOf(name.ToString())).GetAddressBytes()] : [];
        return [.. head, .. query.AsSpan(Header, position + 5 - Header), .. record];
    }
}
