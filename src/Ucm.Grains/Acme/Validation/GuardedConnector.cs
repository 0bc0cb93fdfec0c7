using System.Net;
using System.Net.Sockets;

namespace Ucm.Grains.Acme.Validation;

/// <summary>
/// TCP connections to strangers' hosts: only where <see cref="AddressPolicy"/> allows, IPv6 first with fall-back to every other address, a few
/// connections to one address at once.
/// </summary>
internal sealed class GuardedConnector(NameResolver resolver, AddressPolicy policy, HostConnections connections)
{
    private static readonly TimeSpan ConnectTimeout = TimeSpan.FromSeconds(3);

    /// <summary>Tells <paramref name="trail"/> the addresses found and the one used.</summary>
    /// <exception cref="ValidationException">No address may be connected to, or none answered.</exception>
    public async Task<Stream> Connect(string host, int port, ValidationTrail trail, CancellationToken cancellationToken)
    {
        var addresses = await resolver.Resolve(host, cancellationToken);
        trail.Resolved(addresses);
        var refused = 0;
        var tried = new List<string>();
        foreach (var address in addresses)
        {
            if (!policy.Allows(address))
            {
                refused++;
                continue;
            }

            trail.Used(address);
            var (stream, why) = await TryConnect(new IPEndPoint(address, port), cancellationToken);
            if (stream is not null)
            {
                return stream;
            }

            tried.Add($"{address}: {why}");
        }

        throw ValidationException.Connection(refused == addresses.Length
            ? $"{host} has only addresses that are not connected to (loopback, link-local or denied by configuration)."
            : $"No connection to {host} on port {port} ({string.Join("; ", tried.Take(4))}).");
    }

    private async Task<(Stream? Stream, string Why)> TryConnect(IPEndPoint endPoint, CancellationToken cancellationToken)
    {
        var place = await connections.Enter(endPoint.Address, cancellationToken);
        Socket? socket = null;
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(ConnectTimeout);
        try
        {
            // There may be no such family on this machine.
            socket = new Socket(endPoint.AddressFamily, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
            await socket.ConnectAsync(endPoint, limit.Token);
            return (new CountedStream(socket, place), string.Empty);
        }
        catch (Exception fault) when (fault is SocketException || (fault is OperationCanceledException && !cancellationToken.IsCancellationRequested))
        {
            // The next address may answer; the caller says so when none does.
            Close();
            return (null, fault is SocketException broken ? broken.SocketErrorCode.ToString() : $"no answer in {ConnectTimeout.TotalSeconds:0} seconds");
        }
        catch
        {
            Close();
            throw;
        }

        void Close()
        {
            socket?.Dispose();
            place.Dispose();
        }
    }
}
