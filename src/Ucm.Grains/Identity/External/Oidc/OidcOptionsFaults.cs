namespace Ucm.Grains.Identity.External.Oidc;

/// <summary>Finds everything that is wrong with the settings of an OpenID provider, before anybody signs in.</summary>
internal static class OidcOptionsFaults
{
    /// <summary>One sentence for each fault; <paramref name="key"/> is <c>Ucm:Auth:Oidc:0</c>.</summary>
    public static IEnumerable<string> Find(string key, OidcOptions options) =>
        [.. FindProvider(key, options), .. FindFiles(key, options), .. RoleRules.FindFaults(key, options.Roles)];

    private static IEnumerable<string> FindProvider(string key, OidcOptions options)
    {
        if (!Uri.TryCreate(options.Authority, UriKind.Absolute, out var authority)
            || !OidcHttp.IsAllowed(authority, options.AllowHttpLoopback)
            || authority.Query.Length > 0)
        {
            yield return $"{key}:{nameof(options.Authority)} must be the issuer's https URL, exactly as the provider writes it.";
        }

        var claims = new[]
        {
            (nameof(options.ClientId), options.ClientId), (nameof(options.NameClaim), options.NameClaim), (nameof(options.GroupsClaim), options.GroupsClaim),
        };
        foreach (var (name, _) in claims.Where(static claim => string.IsNullOrWhiteSpace(claim.Item2)))
        {
            yield return $"{key}:{name} must not be empty.";
        }
    }

    private static IEnumerable<string> FindFiles(string key, OidcOptions options)
    {
        if (options.ClientSecretFile is { Length: > 0 } secret && SecretFile.FindFault(secret) is { } fault)
        {
            yield return $"{key}:{nameof(options.ClientSecretFile)} cannot be read: {fault.TrimEnd('.')}.";
        }

        if (options.RootsFile is { Length: > 0 } roots && !File.Exists(roots))
        {
            yield return $"{key}:{nameof(options.RootsFile)} is '{roots}', which is not a file.";
        }
    }
}
