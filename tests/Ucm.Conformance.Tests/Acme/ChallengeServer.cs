using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Ucm.Conformance.Tests.Acme;

/// <summary>What a client's web server answers to http-01: raw answers by path, on 127.0.0.1 or another loopback address.</summary>
internal sealed class ChallengeServer : IAsyncDisposable
{
    private readonly TcpListener listener;
    private readonly Task serving;

    public ChallengeServer(int port, IPAddress? address = null)
    {
        listener = new TcpListener(address ?? IPAddress.Loopback, port);
        listener.Start();
        serving = Serve();
    }

    /// <summary>By path, the whole answer after the status line's "HTTP/1.1 ".</summary>
    public ConcurrentDictionary<string, string> Answers { get; } = new();

    /// <summary>Where clients put files that are named by the last part of the path.</summary>
    public string? Folder { get; init; }

    public ConcurrentQueue<string> Hosts { get; } = new();

    public void Body(string path, string body) => Answers[path] = $"200 OK\r\nContent-Length: {body.Length}\r\nConnection: close\r\n\r\n{body}";

    public void Redirect(string path, string to) => Answers[path] = $"302 Found\r\nLocation: {to}\r\nContent-Length: 0\r\nConnection: close\r\n\r\n";

    public async ValueTask DisposeAsync()
    {
        listener.Dispose();
        await serving;
    }

    private async Task Serve()
    {
        while (true)
        {
            try
            {
                using var client = await listener.AcceptTcpClientAsync();
                await Answer(client);
            }
            catch (Exception end) when (end is SocketException or ObjectDisposedException)
            {
                return;
            }
            catch (IOException)
            {
                // The validator hung up, as it may.
            }
        }
    }

    private async Task Answer(TcpClient client)
    {
        await using var stream = client.GetStream();
        using var reader = new StreamReader(stream, Encoding.ASCII);
        var path = (await reader.ReadLineAsync())?.Split(' ')[1] ?? "";
        while (await reader.ReadLineAsync() is { Length: > 0 } line)
        {
            if (line.StartsWith("Host:", StringComparison.OrdinalIgnoreCase))
            {
                Hosts.Enqueue(line[5..].Trim());
            }
        }

        if (Folder is not null && Path.Combine(Folder, Path.GetFileName(path)) is var file && File.Exists(file))
        {
            Body(path, await File.ReadAllTextAsync(file));
        }

        var answer = Answers.GetValueOrDefault(path, "404 Not Found\r\nContent-Length: 0\r\nConnection: close\r\n\r\n");
        await stream.WriteAsync(Encoding.ASCII.GetBytes("HTTP/1.1 " + answer));
    }
}
