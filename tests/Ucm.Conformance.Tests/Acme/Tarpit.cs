using System.Net;
using System.Net.Sockets;

namespace Ucm.Conformance.Tests.Acme;

/// <summary>A host that accepts every connection and never answers, on a loopback address only.</summary>
internal sealed class Tarpit : IAsyncDisposable
{
    private readonly CancellationTokenSource end = new();
    private readonly TcpListener listener;
    private readonly Task serving;
    private int open;
    private int most;

    public Tarpit(string address, int port)
    {
        listener = new TcpListener(IPAddress.Parse(address), port);
        listener.Start();
        serving = Serve();
    }

    /// <summary>The most connections that were ever open together.</summary>
    public int MostAtOnce => Volatile.Read(ref most);

    public async ValueTask DisposeAsync()
    {
        await end.CancelAsync();
        await serving;
        listener.Dispose();
        end.Dispose();
    }

    private async Task Serve()
    {
        List<Task> held = [];
        try
        {
            while (true)
            {
                held.Add(Hold(await listener.AcceptTcpClientAsync(end.Token)));
            }
        }
        catch (OperationCanceledException)
        {
            await Task.WhenAll(held);
        }
    }

    private async Task Hold(TcpClient client)
    {
        using var held = client;
        var now = Interlocked.Increment(ref open);
        for (var seen = most; now > seen; seen = most)
        {
            Interlocked.CompareExchange(ref most, now, seen);
        }

        try
        {
            var buffer = new byte[4096];
            while (await client.GetStream().ReadAsync(buffer, end.Token) > 0)
            {
            }
        }
        catch (Exception gone) when (gone is IOException or OperationCanceledException)
        {
            // The validator hung up, or the test is over.
        }

        Interlocked.Decrement(ref open);
    }
}
