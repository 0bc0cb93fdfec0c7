namespace Ucm.Grains.Identity.External.Ldap;

/// <summary>How the connection to the directory is protected.</summary>
internal enum LdapSecurity
{
    /// <summary>TLS from the first octet, port 636 unless another is given.</summary>
    Ldaps,

    /// <summary>TLS after the StartTLS operation (RFC 4511 §4.14), port 389 unless another is given.</summary>
    StartTls,

    /// <summary>Passwords in the clear. Needs <see cref="LdapOptions.AllowInsecure"/>.</summary>
    None,
}
