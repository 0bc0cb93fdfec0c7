using Microsoft.AspNetCore.HttpOverrides;
using Microsoft.Extensions.Options;

namespace Ucm.Frontend.Http.Proxies;

/// <summary>X-Forwarded-For and X-Forwarded-Proto, from the proxies that are configured; anybody else's are ignored.</summary>
internal static class TrustedForwardedHeaders
{
    private const string Proto = "X-Forwarded-Proto";

    /// <summary>Must run before whatever looks at the client's address or the scheme.</summary>
    public static void UseTrustedForwardedHeaders(this IApplicationBuilder app)
    {
        var senders = new SenderNetworks(app.ApplicationServices.GetRequiredService<IOptions<HttpOptions>>().Value.ForwardedHeaders.From);
        if (senders.All.Count == 0)
        {
            return;
        }

        // Through any number of proxies, as long as each is on the list.
        var options = new ForwardedHeadersOptions { ForwardedHeaders = ForwardedHeaders.XForwardedFor | ForwardedHeaders.XForwardedProto, ForwardLimit = null };
        options.KnownProxies.Clear();
        options.KnownIPNetworks.Clear();
        foreach (var network in senders.All)
        {
            options.KnownIPNetworks.Add(network);
        }

        app.Use(PlainStaysPlain);
        app.UseForwardedHeaders(options);
    }

    /// <summary>The plain port does not serve what needs TLS, whoever says that the client's own connection had it.</summary>
    private static Task PlainStaysPlain(HttpContext context, RequestDelegate next)
    {
        if (!context.Request.IsHttps)
        {
            context.Request.Headers.Remove(Proto);
        }

        return next(context);
    }
}
