using Ucm.Pki.X509;

namespace Ucm.Pki.Ocsp;

/// <summary>
/// Whether an authority can have a delegated responder (RFC 6960 §4.2.2.2). Strict validators demand that its purpose and its name nest in what the
/// authorities above it are for; where they do not, the authority's own key signs the answers.
/// </summary>
public static class OcspDelegation
{
    private const string AnyPurpose = "2.5.29.37.0";

    /// <param name="authority">The issuer of the responder.</param>
    /// <param name="chain">The authorities above it.</param>
    /// <param name="responder">The subject that the responder would have.</param>
    public static bool IsPossible(ParsedCertificate authority, IEnumerable<ParsedCertificate> chain, DistinguishedName responder)
    {
        ArgumentNullException.ThrowIfNull(authority);
        ArgumentNullException.ThrowIfNull(chain);
        return chain.Prepend(authority).All(above => AllowsPurpose(above) && above.NameConstraints?.Check(responder, []) is null);
    }

    private static bool AllowsPurpose(ParsedCertificate above) =>
        above.ExtendedKeyUsage.Count == 0 || above.ExtendedKeyUsage.Any(static purpose => purpose is ExtendedKeyUsages.OcspSigning or AnyPurpose);
}
