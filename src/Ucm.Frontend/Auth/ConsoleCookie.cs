using System.Buffers.Text;
using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;
using System.Text;
using Ucm.Grains.Interfaces.Identity;

namespace Ucm.Frontend.Auth;

/// <summary>
/// The cookie of a console session: <c>{session}.{secret}</c>. The session's grain knows the secret's hash, so every frontend accepts it without sharing keys.
/// The prefix makes browsers insist on Secure, this host and the path / (RFC 6265bis §4.1.3.2).
/// </summary>
internal static class ConsoleCookie
{
    public const string Name = "__Host-ucm-session";

    public static void Write(HttpResponse response, SecretText cookie) => response.Cookies.Append(Name, cookie.Value, Options());

    public static void Delete(HttpResponse response) => response.Cookies.Delete(Name, Options());

    /// <summary>The parts of the request's cookie; false when there is none or it is not one of ours.</summary>
    public static bool TryRead(HttpRequest request, [NotNullWhen(true)] out string? session, [NotNullWhen(true)] out string? secret)
    {
        (session, secret) = (null, null);
        if (request.Cookies[Name] is not { Length: 66 } value || value[22] != '.' || !Base64Url.IsValid(value.AsSpan(0, 22)) || !Base64Url.IsValid(value.AsSpan(23)))
        {
            return false;
        }

        (session, secret) = (value[..22], value[23..]);
        return true;
    }

    public static bool Matches(SessionView session, string secret) =>
        session.Kind == SessionKind.Console
        && CryptographicOperations.FixedTimeEquals(SHA256.HashData(Encoding.ASCII.GetBytes(secret)), session.SecretHash.AsSpan());

    private static CookieOptions Options() => new() { HttpOnly = true, Secure = true, SameSite = SameSiteMode.Lax, Path = "/", IsEssential = true };
}
