namespace Ucm.Frontend.Auth;

/// <summary>The two ways in. Neither is accepted where the other is meant, but for the downloads of the console.</summary>
internal static class AuthSchemes
{
    /// <summary>Access tokens (RFC 6750), for <c>/api</c>.</summary>
    public const string Bearer = "Bearer";

    /// <summary>The session cookie, for the console.</summary>
    public const string Console = "Console";
}
