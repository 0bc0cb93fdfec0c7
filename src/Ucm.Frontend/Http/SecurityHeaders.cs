using System.Security.Cryptography;

namespace Ucm.Frontend.Http;

/// <summary>
/// What browsers are told about pages and REST: scripts only from here (inline ones only with the nonce of <see cref="Nonce"/>), no frames, no sniffing,
/// HTTPS only, and nothing private in caches. Status endpoints on the plain port are left alone.
/// </summary>
internal static class SecurityHeaders
{
    private const string Hsts = "max-age=31536000";
    private static readonly object NonceKey = new();

    /// <summary>Must run after routing and the plain-HTTP gate, before anything that writes.</summary>
    public static IApplicationBuilder UseSecurityHeaders(this IApplicationBuilder app) => app.Use(static (context, next) =>
    {
        if (context.Request.IsHttps)
        {
            context.Response.OnStarting(static state => Write((HttpContext)state), context);
        }

        return next(context);
    });

    /// <summary>For the <c>nonce</c> attribute of an inline script of this very answer.</summary>
    public static string Nonce(this HttpContext context)
    {
        if (context.Items[NonceKey] is not string nonce)
        {
            nonce = Convert.ToBase64String(RandomNumberGenerator.GetBytes(16));
            context.Items[NonceKey] = nonce;
        }

        return nonce;
    }

    private static Task Write(HttpContext context)
    {
        var headers = context.Response.Headers;
        headers.XContentTypeOptions = "nosniff";
        if (!IsLocal(context.Request.Host.Host))
        {
            headers.StrictTransportSecurity = Hsts;
        }

        var isPage = context.Response.ContentType?.StartsWith("text/html", StringComparison.OrdinalIgnoreCase) == true;
        if (isPage)
        {
            headers.ContentSecurityPolicy = Policy(context.Items[NonceKey] as string);
            headers.XFrameOptions = "DENY";
            headers["Referrer-Policy"] = "same-origin";
            headers["Permissions-Policy"] = "camera=(), geolocation=(), microphone=()";
            headers["Cross-Origin-Opener-Policy"] = "same-origin";
        }

        if (headers.CacheControl.Count == 0 && (isPage || context.Request.Path.StartsWithSegments("/api")))
        {
            headers.CacheControl = "no-store";
        }

        return Task.CompletedTask;
    }

    /// <summary>Fluent UI's web components set style attributes, which 'unsafe-inline' for styles (not scripts) allows.</summary>
    private static string Policy(string? nonce)
    {
        var scripts = nonce is null ? "'self'" : $"'self' 'nonce-{nonce}'";
        return $"default-src 'self'; script-src {scripts}; style-src 'self' 'unsafe-inline'; img-src 'self' data:; font-src 'self' data:; connect-src 'self'; "
            + "object-src 'none'; base-uri 'self'; form-action 'self'; frame-ancestors 'none'";
    }

    /// <summary>HSTS holds for every port of a name: on localhost it would break other programs, and the plain-HTTP port itself.</summary>
    private static bool IsLocal(string host) => host is "localhost" or "127.0.0.1" or "[::1]";
}
