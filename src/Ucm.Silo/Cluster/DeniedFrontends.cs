using Microsoft.Extensions.Options;
using Ucm.Frontend.Cluster;

namespace Ucm.Silo.Cluster;

/// <summary>The deny list as it is now; a name that joins it loses the links it has.</summary>
internal sealed class DeniedFrontends : IDisposable
{
    private readonly IOptionsMonitor<SiloTlsOptions> options;
    private readonly IDisposable? watching;

    public DeniedFrontends(IOptionsMonitor<SiloTlsOptions> options, ClusterLinks links)
    {
        this.options = options;
        watching = options.OnChange(_ => links.Cut(peer => peer.Role == ClusterRole.Frontend && Contains(peer.Name)));
    }

    public bool Contains(string name) => options.CurrentValue.DeniedFrontends.Contains(name, StringComparer.OrdinalIgnoreCase);

    public void Dispose() => watching?.Dispose();
}
