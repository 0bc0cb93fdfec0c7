namespace Ucm.Frontend.Http;

/// <summary>
/// The plain-HTTP port serves what must be reachable without TLS (OCSP, CRL, AIA, SCEP) and nothing else: an endpoint has to say so,
/// all others do not exist there.
/// </summary>
internal static class PlainHttp
{
    public static TBuilder AllowPlainHttp<TBuilder>(this TBuilder builder)
        where TBuilder : IEndpointConventionBuilder => builder.WithMetadata(Allowed.Instance);

    /// <summary>Must run between routing and everything that authenticates, redirects or writes cookies.</summary>
    public static IApplicationBuilder UsePlainHttpGate(this IApplicationBuilder app) => app.Use(static (context, next) =>
    {
        if (context.Request.IsHttps || context.GetEndpoint()?.Metadata.GetMetadata<Allowed>() is not null)
        {
            return next(context);
        }

        context.Response.StatusCode = StatusCodes.Status404NotFound;
        return Task.CompletedTask;
    });

    private sealed class Allowed
    {
        public static readonly Allowed Instance = new();
    }
}
