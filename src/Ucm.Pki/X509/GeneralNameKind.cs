namespace Ucm.Pki.X509;

/// <summary>The kinds of subjectAltName that are issued (RFC 5280 §4.2.1.6).</summary>
public enum GeneralNameKind
{
    Dns,
    Ip,
    Email,
    Uri,

    /// <summary>Microsoft's userPrincipalName otherName.</summary>
    Upn,
}
