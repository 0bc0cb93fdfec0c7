namespace Ucm.Grains.Identity.External;

/// <summary>Where people come from that have no password here.</summary>
internal sealed class ExternalSignInOptions
{
    public const string Section = "Ucm:Auth";

    /// <summary>Directories, asked in this order for names that no local user has.</summary>
    public IList<Ldap.LdapOptions> Ldap { get; } = [];

    /// <summary>OpenID providers, each with a button on the sign-in page.</summary>
    public IList<Oidc.OidcOptions> Oidc { get; } = [];
}
