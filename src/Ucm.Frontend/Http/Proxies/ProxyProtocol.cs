using System.IO.Pipelines;
using System.Net;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Connections.Features;
using Microsoft.Extensions.Options;

namespace Ucm.Frontend.Http.Proxies;

/// <summary>
/// Takes the client's address from the PROXY protocol (v2) header in front of TLS or HTTP, so that everything behind sees the client. A listed proxy must send the header,
/// nobody else may: a connection that does not keep to this is closed.
/// </summary>
internal sealed class ProxyProtocol(IOptions<HttpOptions> options, TimeProvider clock, ILogger<ProxyProtocol> log)
{
    /// <summary>For the header, or the first bytes of a sender that is not listed. As long as Kestrel waits for a TLS handshake.</summary>
    internal static readonly TimeSpan HeaderLimit = TimeSpan.FromSeconds(10);

    private static readonly TimeSpan WarningInterval = TimeSpan.FromMinutes(1);
    private readonly SenderNetworks senders = new(options.Value.ProxyProtocol.From);
    private long warnedAt;

    public bool IsOn => senders.All.Count > 0;

    public ConnectionDelegate Middleware(ConnectionDelegate next) => async connection =>
    {
        if (await Admit(connection))
        {
            await next(connection);
        }
        else
        {
            connection.Abort();
        }
    };

    private async Task<bool> Admit(ConnectionContext connection)
    {
        var closing = connection.Features.Get<IConnectionLifetimeNotificationFeature>()?.ConnectionClosedRequested ?? CancellationToken.None;
        using var limit = new CancellationTokenSource(HeaderLimit, clock);
        using var end = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, connection.ConnectionClosed, closing);
        try
        {
            return connection.RemoteEndPoint is IPEndPoint sender && senders.Contain(sender.Address)
                ? await TakeHeader(connection, sender.Address, end.Token)
                : await HasNoHeader(connection.Transport.Input, end.Token);
        }
        catch (Exception fault) when (fault is OperationCanceledException or IOException)
        {
            // Too slow, gone, or the server stops: nothing of it was served.
            return false;
        }
    }

    private async Task<bool> TakeHeader(ConnectionContext connection, IPAddress sender, CancellationToken cancellationToken)
    {
        var input = connection.Transport.Input;
        var (read, header) = await Read(input, cancellationToken);
        if (header.Status != ProxyHeaderStatus.Complete)
        {
            if (!read.Buffer.IsEmpty && MayWarn())
            {
                log.ProxyHeaderRefused(sender, header.Status);
            }

            return false;
        }

        input.AdvanceTo(read.Buffer.GetPosition(header.Length));
        connection.RemoteEndPoint = header.Client ?? connection.RemoteEndPoint;
        return true;
    }

    private static async Task<bool> HasNoHeader(PipeReader input, CancellationToken cancellationToken)
    {
        var (read, header) = await Read(input, cancellationToken);
        // Nothing is consumed or examined: what comes next reads it from the beginning.
        input.AdvanceTo(read.Buffer.Start);
        return header.Status == ProxyHeaderStatus.Absent;
    }

    /// <summary>Until it is known what the connection begins with, or it ended. The reader is to be advanced by the caller.</summary>
    private static async Task<(ReadResult Read, ProxyHeaderReading Header)> Read(PipeReader input, CancellationToken cancellationToken)
    {
        while (true)
        {
            var read = await input.ReadAsync(cancellationToken);
            var header = ProxyHeader.Read(read.Buffer);
            if (header.Status != ProxyHeaderStatus.Incomplete || read.IsCompleted || read.IsCanceled)
            {
                return (read, header);
            }

            input.AdvanceTo(read.Buffer.Start, read.Buffer.End);
        }
    }

    /// <summary>Once a minute: a wrongly configured proxy would fill the log.</summary>
    private bool MayWarn()
    {
        var (now, before) = (clock.GetUtcNow().Ticks, Interlocked.Read(ref warnedAt));
        return now - before >= WarningInterval.Ticks && Interlocked.CompareExchange(ref warnedAt, now, before) == before;
    }
}
