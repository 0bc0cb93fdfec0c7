using System.Net;
using System.Net.Sockets;
using Microsoft.Extensions.Options;
using Orleans.Configuration;
using Orleans.Messaging;

namespace Ucm.Frontend.Cluster;

/// <summary>The configured gateways, their names resolved anew at every refresh: behind one name there may be other machines tomorrow.</summary>
internal sealed partial class NamedGateways(IOptions<ClusterClientOptions> cluster, IOptions<GatewayOptions> refresh, ILogger<NamedGateways> log) : IGatewayListProvider
{
    public TimeSpan MaxStaleness => refresh.Value.GatewayListRefreshPeriod;

    public bool IsUpdatable => true;

    public Task InitializeGatewayListProvider() => Task.CompletedTask;

    public async Task<IList<Uri>> GetGateways()
    {
        var found = await Task.WhenAll(cluster.Value.Gateways.Select(Resolve));
        return [.. found.SelectMany(static uris => uris).Distinct()];
    }

    /// <summary>A name that cannot be resolved now costs its own gateway only.</summary>
    private async Task<IEnumerable<Uri>> Resolve(string gateway)
    {
        if (!ClusterClientOptionsValidator.TryParse(gateway, out var host, out var port))
        {
            return [];
        }

        try
        {
            var addresses = await Dns.GetHostAddressesAsync(host);
            return addresses.Select(address => new IPEndPoint(address, port).ToGatewayUri());
        }
        catch (SocketException fault)
        {
            LogUnresolved(fault.SocketErrorCode, gateway);
            return [];
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "The gateway {Gateway} cannot be resolved: {Reason}")]
    private partial void LogUnresolved(SocketError reason, string gateway);
}
