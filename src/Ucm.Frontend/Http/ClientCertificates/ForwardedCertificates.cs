using Microsoft.Extensions.Options;
using Microsoft.Extensions.Primitives;
using Ucm.Frontend.Admin.Api;
using Ucm.Frontend.Http.Proxies;

namespace Ucm.Frontend.Http.ClientCertificates;

/// <summary>
/// Takes the client's certificate from the header of a listed proxy, and from nobody else's. Behind a proxy the header alone counts: the certificate of
/// the proxy's own connection is not the client's.
/// </summary>
internal static class ForwardedCertificates
{
    /// <summary>Must run before the client's address is taken from the proxy's headers: it asks who the sender is.</summary>
    public static void UseForwardedCertificates(this IApplicationBuilder app)
    {
        var http = app.ApplicationServices.GetRequiredService<IOptions<HttpOptions>>().Value;
        var senders = new SenderNetworks(http.ForwardedHeaders.From);
        if (senders.All.Count > 0)
        {
            app.Use((context, next) => Take(context, next, http.ClientCertificateHeader, senders));
        }
    }

    private static Task Take(HttpContext context, RequestDelegate next, string? header, SenderNetworks senders)
    {
        var values = StringValues.Empty;
        if (!string.IsNullOrEmpty(header))
        {
            values = context.Request.Headers[header];
            context.Request.Headers.Remove(header);
        }

        if (context.Connection.RemoteIpAddress is not { } sender || !senders.Contain(sender))
        {
            return next(context);
        }

        // On the plain port anybody between the proxy and here could have written it.
        if (!CertificateHeader.TryRead(header ?? string.Empty, context.Request.IsHttps ? values : StringValues.Empty, out var presented))
        {
            return ApiProblems.Write(context, ApiProblems.Plain(StatusCodes.Status400BadRequest, $"The header {header} must have exactly one certificate."));
        }

        context.Features.Set(presented);
        return next(context);
    }
}
