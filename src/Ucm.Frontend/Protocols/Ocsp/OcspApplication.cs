using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Abstractions;
using Microsoft.AspNetCore.Http.Features;

namespace Ucm.Frontend.Protocols.Ocsp;

/// <summary>Tells OCSP from the rest by the request target exactly as it came: the path is never normalised.</summary>
internal sealed class OcspApplication<TContext>(IHttpApplication<TContext> inner, OcspEndpoints endpoints) : IHttpApplication<OcspApplication<TContext>.Request>
    where TContext : notnull
{
    public Request CreateContext(IFeatureCollection contextFeatures)
    {
        var request = Reused(contextFeatures);
        request.Features = contextFeatures;
        request.IsOcsp = OcspEndpoints.TryMatch(contextFeatures.GetRequiredFeature<IHttpRequestFeature>().RawTarget, out _);
        if (!request.IsOcsp)
        {
            request.Inner = inner.CreateContext(contextFeatures);
        }

        return request;
    }

    public Task ProcessRequestAsync(Request context) =>
        context.IsOcsp ? endpoints.Serve(context.Features!) : inner.ProcessRequestAsync(context.Inner!);

    public void DisposeContext(Request context, Exception? exception)
    {
        if (!context.IsOcsp)
        {
            inner.DisposeContext(context.Inner!, exception);
            context.Inner = default;
        }

        context.Features = null;
    }

    /// <summary>Kestrel keeps the object from one request of a connection to the next.</summary>
    private static Request Reused(IFeatureCollection features) =>
        features is IHostContextContainer<Request> container ? container.HostContext ??= new Request() : new Request();

    internal sealed class Request
    {
        public IFeatureCollection? Features { get; set; }

        public TContext? Inner { get; set; }

        public bool IsOcsp { get; set; }
    }
}
