namespace Ucm.Pki.Profiles;

/// <summary>Where the certificates of a profile point to, when not where their authority's do. Null: the authority's URL; empty: none.</summary>
public sealed record ProfileUrls(string? Ocsp, string? Crl, string? CaIssuers)
{
    public static ProfileUrls OfAuthority { get; } = new(null, null, null);

    /// <summary>With a CRL of its own there is no delta CRL, and no shard.</summary>
    public RevocationUrls Over(RevocationUrls authority) => new(Choose(Ocsp, authority.Ocsp), Choose(Crl, authority.Crl), Choose(CaIssuers, authority.CaIssuers))
    {
        FreshestCrl = Crl is null ? authority.FreshestCrl : null,
        FurtherOcsp = Ocsp is null ? authority.FurtherOcsp : [],
        FurtherCrl = Crl is null ? authority.FurtherCrl : [],
        FurtherCaIssuers = CaIssuers is null ? authority.FurtherCaIssuers : [],
    };

    private static string? Choose(string? own, string? authority) => own switch
    {
        null => authority,
        "" => null,
        _ => own,
    };
}
