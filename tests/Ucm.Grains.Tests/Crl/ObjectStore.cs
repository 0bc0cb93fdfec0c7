using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Ucm.Grains.Tests.Crl;

/// <summary>Takes one object as an S3-compatible store does, and keeps how it was asked to.</summary>
internal sealed class ObjectStore : IAsyncDisposable
{
    private readonly long? number;
    private readonly TcpListener listener = new(IPAddress.Loopback, 0);
    private readonly TaskCompletionSource<Put> received = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly Task serving;

    /// <param name="number">The CRL number of the object that is there already; null for none.</param>
    public ObjectStore(long? number = null)
    {
        this.number = number;
        listener.Start();
        serving = Task.Run(Serve);
    }

    public string Url => $"http://127.0.0.1:{((IPEndPoint)listener.LocalEndpoint).Port}";

    public Task<Put> Received => received.Task;

    public async ValueTask DisposeAsync()
    {
        listener.Stop();
        await serving.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        listener.Dispose();
    }

    private async Task Serve()
    {
        while (!received.Task.IsCompleted)
        {
            using var client = await listener.AcceptTcpClientAsync();
            await Answer(client);
        }
    }

    private async Task Answer(TcpClient client)
    {
        await using var stream = client.GetStream();
        var head = new StringBuilder();
        while (!head.ToString().EndsWith("\r\n\r\n", StringComparison.Ordinal))
        {
            head.Append((char)stream.ReadByte());
        }

        var lines = head.ToString().Split("\r\n");
        if (lines[0].StartsWith("HEAD ", StringComparison.Ordinal))
        {
            var found = number is { } present ? $"200 OK\r\nx-amz-meta-crl-number: {present}\r\nETag: \"x\"" : "404 Not Found";
            await stream.WriteAsync(Encoding.ASCII.GetBytes($"HTTP/1.1 {found}\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"));
            return;
        }

        var length = long.Parse(lines.Single(static line => line.StartsWith("Content-Length:", StringComparison.OrdinalIgnoreCase)).Split(':')[1], CultureInfo.InvariantCulture);
        if (lines.Any(static line => line.StartsWith("Expect:", StringComparison.OrdinalIgnoreCase)))
        {
            await stream.WriteAsync("HTTP/1.1 100 Continue\r\n\r\n"u8.ToArray());
        }

        var body = new byte[length];
        await stream.ReadExactlyAsync(body);
        received.TrySetResult(new Put(head.ToString(), length));
        await stream.WriteAsync("HTTP/1.1 200 OK\r\nContent-Length: 0\r\nETag: \"x\"\r\nConnection: close\r\n\r\n"u8.ToArray());
    }

    internal sealed record Put(string Head, long Length);
}
