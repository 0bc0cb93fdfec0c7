namespace Ucm.Pki.Profiles;

/// <summary>Where relying parties find the status and the issuer of a certificate: plain http, since https would need a certificate to check one.</summary>
public sealed record RevocationUrls(string? Ocsp, string? Crl, string? CaIssuers)
{
    /// <summary>Where the delta CRL is, if there are any (RFC 5280 §4.2.1.15).</summary>
    public string? FreshestCrl { get; init; }

    /// <summary>Further places of the same responder; and so on.</summary>
    public IReadOnlyList<string> FurtherOcsp { get; init; } = [];

    /// <summary>Further places of the same CRL, as names of one distribution point (RFC 5280 §4.2.1.13).</summary>
    public IReadOnlyList<string> FurtherCrl { get; init; } = [];

    public IReadOnlyList<string> FurtherCaIssuers { get; init; } = [];

    public static RevocationUrls None { get; } = new(null, null, null);
}
