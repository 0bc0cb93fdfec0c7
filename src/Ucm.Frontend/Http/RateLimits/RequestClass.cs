using Microsoft.AspNetCore.Components.Endpoints;

namespace Ucm.Frontend.Http.RateLimits;

/// <summary>What a request costs. Each class has a limit of its own.</summary>
internal enum RequestClass
{
    Read,
    Write,
    Issue,
    SignIn,
}

internal static class RequestClasses
{
    /// <summary>Null for what these limits are not about: the protocols, health, metrics, and files of the console.</summary>
    public static RequestClass? Of(HttpContext context)
    {
        var request = context.Request;
        var reads = HttpMethods.IsGet(request.Method) || HttpMethods.IsHead(request.Method);
        if (!request.Path.StartsWithSegments("/api", StringComparison.OrdinalIgnoreCase, out var rest))
        {
            return OfPage(context, reads);
        }

        if (reads)
        {
            return RequestClass.Read;
        }

        if (rest.StartsWithSegments("/auth", StringComparison.OrdinalIgnoreCase))
        {
            return RequestClass.SignIn;
        }

        return HttpMethods.IsPost(request.Method) && Issues(rest.Value ?? string.Empty) ? RequestClass.Issue : RequestClass.Write;
    }

    /// <summary>The name in header fields and texts.</summary>
    public static string Name(this RequestClass kind) => kind switch
    {
        RequestClass.Read => "read",
        RequestClass.Write => "write",
        RequestClass.Issue => "issue",
        _ => "sign-in",
    };

    /// <summary>The only forms that pages post sign somebody in or out, or change a password.</summary>
    private static RequestClass? OfPage(HttpContext context, bool reads)
    {
        var isPage = context.GetEndpoint()?.Metadata.GetMetadata<ComponentTypeMetadata>() is not null;
        return !isPage ? null : reads ? RequestClass.Read : RequestClass.SignIn;
    }

    /// <summary><c>POST /api/certificates</c> and <c>POST /api/certificates/{id}/renew</c>.</summary>
    private static bool Issues(string path)
    {
        var parts = path.Split('/', 5, StringSplitOptions.RemoveEmptyEntries);
        return parts switch
        {
            [var collection] => Is(collection, "certificates"),
            [var collection, _, var verb] => Is(collection, "certificates") && Is(verb, "renew"),
            _ => false,
        };
    }

    private static bool Is(string part, string name) => part.Equals(name, StringComparison.OrdinalIgnoreCase);
}
