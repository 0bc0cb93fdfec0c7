using Ucm.Grains.Interfaces.Identity;

namespace Ucm.Frontend.Auth;

/// <summary>
/// Binds a sign-in by OpenID Connect to the browser that began it: nobody can finish it in another one. Lax, because the provider sends the browser back from
/// another site.
/// </summary>
internal static class OidcCookie
{
    public const string Name = "__Host-ucm-oidc";
    private const int MaxLength = 128;

    public static void Write(HttpResponse response, SecretText browser, TimeSpan lifetime) => response.Cookies.Append(Name, browser.Value, Options(lifetime));

    public static void Delete(HttpResponse response) => response.Cookies.Delete(Name, Options(lifetime: null));

    /// <summary>Null when there is none.</summary>
    public static SecretText? Read(HttpRequest request) => request.Cookies[Name] is { Length: > 0 and <= MaxLength } value ? new SecretText(value) : null;

    private static CookieOptions Options(TimeSpan? lifetime) =>
        new() { HttpOnly = true, Secure = true, SameSite = SameSiteMode.Lax, Path = "/", IsEssential = true, MaxAge = lifetime };
}
