namespace Ucm.Grains.Identity.External.Oidc;

/// <summary>One OpenID provider.</summary>
internal sealed class OidcOptions
{
    /// <summary>A short name, such as <c>corp</c>; part of the redirect URI and stored with its users, so it never changes.</summary>
    public string Name { get; set; } = string.Empty;

    /// <summary>On the button of the sign-in page; the name unless set.</summary>
    public string? DisplayName { get; set; }

    /// <summary>The issuer, exactly as the provider writes it; <c>/.well-known/openid-configuration</c> is under it.</summary>
    public string Authority { get; set; } = string.Empty;

    public string ClientId { get; set; } = string.Empty;

    /// <summary>A file with the client secret; a public client has none.</summary>
    public string? ClientSecretFile { get; set; }

    /// <summary>Beside <c>openid</c>, with spaces between.</summary>
    public string Scopes { get; set; } = "profile email";

    /// <summary>The claim with the person's name here.</summary>
    public string NameClaim { get; set; } = "preferred_username";

    public string DisplayNameClaim { get; set; } = "name";

    public string EmailClaim { get; set; } = "email";

    /// <summary>The claim with the person's groups or roles: texts, in a list or alone. Dots lead into objects: <c>realm_access.roles</c>.</summary>
    public string GroupsClaim { get; set; } = "groups";

    /// <summary>Which groups give which roles. Who has no role cannot sign in.</summary>
    public IList<RoleRule> Roles { get; } = [];

    /// <summary>PEM of the roots that the provider's certificate may end in, and no others; the system's unless set.</summary>
    public string? RootsFile { get; set; }

    /// <summary>Allows http to a provider on this machine, for trials.</summary>
    public bool AllowHttpLoopback { get; set; }
}
