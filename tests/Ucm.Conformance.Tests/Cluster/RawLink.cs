using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;

namespace Ucm.Conformance.Tests.Cluster;

/// <summary>A stranger with a socket.</summary>
internal sealed class RawLink : IDisposable
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(20);
    private readonly TcpClient client = new();

    private RawLink()
    {
    }

    public static async Task<RawLink> Open(int port)
    {
        var link = new RawLink();
        await link.client.ConnectAsync(IPAddress.Loopback, port);
        return link;
    }

    /// <summary>True when TLS with this certificate came to stand and the silo then waits for Orleans' words; false when it hangs up.</summary>
    public async Task<bool> IsLetIn(X509Certificate2? own)
    {
        using var limit = new CancellationTokenSource(Limit);
        await using var tls = new SslStream(client.GetStream());
        try
        {
            await tls.AuthenticateAsClientAsync(
                new SslClientAuthenticationOptions
                {
                    EnabledSslProtocols = SslProtocols.Tls13,
                    ClientCertificateContext = own is null ? null : SslStreamCertificateContext.Create(own, null, offline: true),
                    RemoteCertificateValidationCallback = static (_, shown, _, _) => shown is not null,
                },
                limit.Token);
            // The silo's side decides after ours: a refusal arrives as the end of the stream. One who is let in waits until the limit of a quiet link.
            using var quiet = new CancellationTokenSource(TimeSpan.FromSeconds(2));
            return await tls.ReadAsync(new byte[1], quiet.Token) > 0;
        }
        catch (OperationCanceledException) when (!limit.IsCancellationRequested)
        {
            return true;
        }
        catch (Exception fault) when (fault is IOException or AuthenticationException)
        {
            return false;
        }
    }

    /// <summary>True when the silo begins to speak to somebody who has not proved anything; false when it hangs up without a word.</summary>
    public async Task<bool> IsSpokenTo()
    {
        using var limit = new CancellationTokenSource(Limit);
        try
        {
            return await client.GetStream().ReadAsync(new byte[1], limit.Token) > 0;
        }
        catch (IOException)
        {
            return false;
        }
    }

    public ValueTask Send(ReadOnlyMemory<byte> octets) => client.GetStream().WriteAsync(octets);

    /// <summary>Reads until the silo hangs up.</summary>
    public async Task WaitForEnd()
    {
        using var limit = new CancellationTokenSource(Limit);
        var buffer = new byte[512];
        try
        {
            while (await client.GetStream().ReadAsync(buffer, limit.Token) > 0)
            {
            }
        }
        catch (IOException)
        {
            // A reset is an end too.
        }
    }

    public void Dispose() => client.Dispose();
}
