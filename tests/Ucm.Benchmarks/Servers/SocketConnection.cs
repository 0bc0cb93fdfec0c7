using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Ucm.Benchmarks.Servers;

/// <summary>One request at a time; connects when it has to.</summary>
internal sealed class SocketConnection : IDisposable
{
    private readonly byte[] buffer = new byte[16 * 1024];
    private Socket? socket;
    private int length;

    /// <summary>What to wait for an answer on.</summary>
    public Socket Send(SocketRequest request)
    {
        if (socket is null)
        {
            socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
            socket.Connect(IPAddress.Loopback, request.Port);
        }

        length = 0;
        socket.Send(request.Octets);
        return socket;
    }

    /// <summary>Takes what is there; true when the answer is whole.</summary>
    public bool Receive(Func<ReadOnlySpan<byte>, bool> isWhole, string name)
    {
        var read = socket!.Receive(buffer.AsSpan(length));
        length += read;
        if (!isWhole(buffer.AsSpan(0, length)))
            return read > 0 ? false : throw new InvalidOperationException($"{name} answers:\n{Encoding.Latin1.GetString(buffer, 0, length)}");

        // HTTP/1.0 closes.
        if (!buffer.AsSpan().StartsWith("HTTP/1.1 "u8))
            Dispose();

        return true;
    }

    public void Dispose()
    {
        socket?.Dispose();
        socket = null;
    }
}
