namespace Ucm.Grains.Identity.ClientCertificates;

/// <summary>Who signs in with a client certificate. Without rules nobody does.</summary>
internal sealed class MtlsOptions
{
    public const string Section = "Ucm:Auth:Mtls";

    /// <summary>Authorities here, by name, whose certificates count: those that they issued themselves.</summary>
    public IList<string> Authorities { get; } = [];

    /// <summary>PEM files with the certificates of other authorities; each certificate in them is a trust anchor.</summary>
    public IList<string> Roots { get; } = [];

    /// <summary>Files with the CRLs of other authorities, PEM or DER. Read again when they change.</summary>
    public IList<string> Crls { get; } = [];

    /// <summary>A certificate of another authority is refused when there is no current CRL of its issuer.</summary>
    public bool RequireCrl { get; set; } = true;

    /// <summary>The first rule that matches decides.</summary>
    public IList<MtlsRuleOptions> Rules { get; } = [];
}

/// <summary>Which certificates are whose. A certificate must match everything that is set.</summary>
internal sealed class MtlsRuleOptions
{
    /// <summary>The subject as RFC 4514 text, compared by value.</summary>
    public string? Subject { get; set; }

    /// <summary>A subjectAltName: <c>email:</c>, <c>dns:</c>, <c>uri:</c> or <c>upn:</c> and the name.</summary>
    public string? San { get; set; }

    /// <summary>SHA-256 of the certificate in hex, with or without colons.</summary>
    public string? Fingerprint { get; set; }

    /// <summary>The issuer's subject as RFC 4514 text, compared by value.</summary>
    public string? Issuer { get; set; }

    /// <summary>A user's name, or one of <c>{cn}</c>, <c>{email}</c>, <c>{upn}</c>: the certificate names the user.</summary>
    public string? User { get; set; }

    /// <summary>
    /// Without roles the user must exist. With them the user is made at the first sign-in and has these roles at each; it belongs to the certificate's
    /// subject and issuer, and a local user is never taken over.
    /// </summary>
    public IList<string> Roles { get; } = [];

    /// <summary>Without it a session by this rule is refused when the user is an administrator.</summary>
    public bool Admin { get; set; }
}
