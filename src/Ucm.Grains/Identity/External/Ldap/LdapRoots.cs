namespace Ucm.Grains.Identity.External.Ldap;

/// <summary>Where the system keeps the roots it trusts.</summary>
internal static class LdapRoots
{
    private static readonly string[] Known = ["/etc/ssl/certs", "/etc/pki/tls/certs"];

    public static string OfTheSystem => Known.FirstOrDefault(Directory.Exists) ?? Known[0];
}
