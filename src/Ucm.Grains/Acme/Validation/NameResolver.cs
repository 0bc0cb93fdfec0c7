using System.Net;
using System.Net.Sockets;
using DnsClient;

namespace Ucm.Grains.Acme.Validation;

/// <summary>
/// Finds the addresses of a host, IPv6 first: by the configured servers, or as the system does. Both families are asked for at once, and what fails
/// for one counts only when the other gives nothing: many name servers drop questions for AAAA.
/// </summary>
internal sealed class NameResolver(DnsServers servers, TimeProvider clock)
{
    /// <summary>How long a family that is slower than the other is waited for.</summary>
    private static readonly TimeSpan OtherFamily = TimeSpan.FromSeconds(1);

    /// <exception cref="ValidationException">The name has no address or the query failed.</exception>
    public async Task<IPAddress[]> Resolve(string host, CancellationToken cancellationToken)
    {
        if (IPAddress.TryParse(host.Trim('[', ']'), out var literal))
        {
            return [literal];
        }

        var addresses = servers.Configured is { } known ? await Ask(known, host, cancellationToken) : await AskSystem(host, cancellationToken);
        return [.. addresses.Distinct().OrderByDescending(static address => address.AddressFamily == AddressFamily.InterNetworkV6)];
    }

    private static async Task<IPAddress[]> AskSystem(string host, CancellationToken cancellationToken)
    {
        try
        {
            var addresses = await Dns.GetHostAddressesAsync(host, cancellationToken);
            return addresses.Length > 0 ? addresses : throw ValidationException.Dns($"{host} has no address.");
        }
        catch (SocketException fault)
        {
            throw ValidationException.Dns($"The addresses of {host} could not be found ({fault.SocketErrorCode}).");
        }
    }

    private async Task<IPAddress[]> Ask(NameServers known, string host, CancellationToken cancellationToken)
    {
        using var end = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var six = known.Ask(host, QueryType.AAAA, end.Token);
        var four = known.Ask(host, QueryType.A, end.Token);
        try
        {
            var first = await await Task.WhenAny(six, four);
            var other = first.Type == QueryType.A ? six : four;
            if (first.Addresses.Length > 0 && await Task.WhenAny(other, Task.Delay(OtherFamily, clock, end.Token)) != other)
            {
                return first.Addresses;
            }

            var second = await other;
            return first.Addresses.Length + second.Addresses.Length > 0
                ? [.. first.Addresses, .. second.Addresses]
                : throw ValidationException.Dns($"{host} has no address: {first.Why}, {second.Why}.");
        }
        finally
        {
            await end.CancelAsync();
        }
    }
}
