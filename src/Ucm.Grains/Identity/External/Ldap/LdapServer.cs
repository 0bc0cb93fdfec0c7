using System.Diagnostics.CodeAnalysis;

namespace Ucm.Grains.Identity.External.Ldap;

/// <summary>The host and the port of one directory server.</summary>
internal sealed record LdapServer(string Host, int Port)
{
    private const int PlainPort = 389;
    private const int TlsPort = 636;

    /// <summary>Reads <c>host</c>, <c>host:port</c> and <c>[::1]:port</c>.</summary>
    public static bool TryParse(string text, LdapSecurity security, [NotNullWhen(true)] out LdapServer? server)
    {
        // A scheme of its own: with that of LDAP, a port that is given and the default one would look alike.
        server = Uri.TryCreate($"directory://{text}", UriKind.Absolute, out var uri)
            && uri is { Host.Length: > 0, UserInfo: "", Query: "", Fragment: "", AbsolutePath: "/" or "" }
            ? new LdapServer(uri.Host, uri.Port > 0 ? uri.Port : security == LdapSecurity.Ldaps ? TlsPort : PlainPort)
            : null;
        return server is not null;
    }

    public override string ToString() => $"{Host}:{Port}";
}
