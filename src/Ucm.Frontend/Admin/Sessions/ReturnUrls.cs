namespace Ucm.Frontend.Admin.Sessions;

/// <summary>Where to go after signing in.</summary>
internal static class ReturnUrls
{
    public const string Home = "/";

    /// <summary>
    /// The URL when it is a path of this very host, else <see cref="Home"/>: browsers read <c>//host</c>, <c>/\host</c> and control characters as ways to
    /// another origin.
    /// </summary>
    public static string Local(string? url) =>
        url is ['/', ..] and not ['/', '/' or '\\', ..] && !url.Any(static character => char.IsControl(character) || character == '\\') ? url : Home;
}
