using Ucm.Frontend.Auth;
using Ucm.Grains.Interfaces.Outcomes;

namespace Ucm.Frontend.Admin.Sessions;

/// <summary>The way to an OpenID provider and back. Whatever goes wrong, people land on the sign-in page with one sentence.</summary>
internal static partial class OidcEndpoints
{
    private const int MaxProviderName = 32;

    /// <summary>Where a provider's button leads.</summary>
    public static string Url(string provider, string? returnUrl) =>
        $"/login/oidc/{Uri.EscapeDataString(provider)}{(returnUrl is null ? string.Empty : QueryString.Create("returnUrl", returnUrl).ToString())}";

    /// <summary>Where one signs out at the provider too.</summary>
    public static string SignOutUrl(string provider) => $"/login/oidc/{Uri.EscapeDataString(provider)}/sign-out";

    public static void MapOidcSignIn(this IEndpointRouteBuilder endpoints)
    {
        endpoints.MapGet("/login/oidc/{provider}", Begin).AllowAnonymous().ExcludeFromDescription();
        endpoints.MapGet("/login/oidc/{provider}/sign-out", SignOut).AllowAnonymous().ExcludeFromDescription();
        endpoints.MapGet("/login/oidc/{provider}/callback", Complete).AllowAnonymous().ExcludeFromDescription();
    }

    /// <summary>The sentence for <c>/login?fault=…</c>; null for none.</summary>
    public static string? Sentence(string? fault) => fault switch
    {
        "provider-away" => "The sign-in service does not answer. Try again in a moment, or sign in with a password.",
        "too-many" => "Too many sign-ins from here. Try again in a minute.",
        "provider" => "The sign-in could not be completed, or your account has no access here.",
        _ => null,
    };

    private static async Task<IResult> Begin(string provider, HttpContext context, OidcSignIn signIn, string? returnUrl)
    {
        if (provider.Length > MaxProviderName)
        {
            return TypedResults.NotFound();
        }

        if (IsEmbeddedElsewhere(context.Request))
        {
            return TypedResults.StatusCode(StatusCodes.Status403Forbidden);
        }

        var begun = await OrAway(context, () => signIn.Begin(context, provider, ReturnUrls.Local(returnUrl)));
        return begun.Succeeded ? TypedResults.Redirect(begun.Value.AuthorizationUrl) : Fault(begun.Refusal);
    }

    private static async Task<IResult> SignOut(string provider, HttpContext context, OidcSignIn signIn)
    {
        if (provider.Length > MaxProviderName)
        {
            return TypedResults.NotFound();
        }

        if (IsEmbeddedElsewhere(context.Request))
        {
            return TypedResults.StatusCode(StatusCodes.Status403Forbidden);
        }

        var page = await OrAway(context, () => signIn.SignOut(context, provider));
        return page.Succeeded ? TypedResults.Redirect(page.Value.Url) : Fault(page.Refusal);
    }

    private static async Task<IResult> Complete(string provider, HttpContext context, OidcSignIn signIn)
    {
        if (provider.Length > MaxProviderName)
        {
            return TypedResults.NotFound();
        }

        var completed = await OrAway(context, () => signIn.Complete(context, provider));
        return completed.Succeeded ? TypedResults.Redirect(ReturnUrls.Local(completed.Value.ReturnUrl)) : Fault(completed.Refusal);
    }

    /// <summary>An image, frame or script of another site's page (Fetch Metadata), which nobody clicked on. A link there is a document.</summary>
    private static bool IsEmbeddedElsewhere(HttpRequest request) =>
        request.Headers["Sec-Fetch-Site"] == "cross-site" && (string?)request.Headers["Sec-Fetch-Dest"] is { Length: > 0 } and not "document";

    /// <summary>An outage of the silos is told like one of the provider.</summary>
    private static async Task<Outcome<T>> OrAway<T>(HttpContext context, Func<Task<Outcome<T>>> call)
        where T : class
    {
        try
        {
            return await call();
        }
        catch (Exception fault) when (fault is TimeoutException or OrleansException)
        {
            LogNoAnswer(context.RequestServices.GetRequiredService<ILogger<OidcSignIn>>(), fault, context.Request.Path);
            return new Refusal(RefusalCode.Unavailable, "The service is not available at the moment.");
        }
    }

    private static IResult Fault(Refusal refusal) => refusal.Code == RefusalCode.NotFound
        ? TypedResults.NotFound()
        : TypedResults.Redirect(ConsoleHandler.SignInPath + QueryString.Create("fault", Name(refusal.Code)));

    private static string Name(RefusalCode code) => code switch
    {
        RefusalCode.Unavailable => "provider-away",
        RefusalCode.RateLimited => "too-many",
        _ => "provider",
    };

    [LoggerMessage(Level = LogLevel.Warning, Message = "{Path}: no grain answered")]
    private static partial void LogNoAnswer(ILogger log, Exception fault, string path);
}
