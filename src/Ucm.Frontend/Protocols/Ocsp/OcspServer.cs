using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Http.Features;

namespace Ucm.Frontend.Protocols.Ocsp;

/// <summary>
/// The web server with a short-cut: an OCSP request is answered from the server's features, before an HttpContext, its activity, its metrics or its log scope are
/// made, which together cost more than a cached answer. Everything else goes the usual way.
/// </summary>
internal sealed class OcspServer(IServer inner, OcspEndpoints endpoints) : IServer
{
    public IFeatureCollection Features => inner.Features;

    public Task StartAsync<TContext>(IHttpApplication<TContext> application, CancellationToken cancellationToken)
        where TContext : notnull => inner.StartAsync(new OcspApplication<TContext>(application, endpoints), cancellationToken);

    public Task StopAsync(CancellationToken cancellationToken) => inner.StopAsync(cancellationToken);

    public void Dispose() => inner.Dispose();
}
