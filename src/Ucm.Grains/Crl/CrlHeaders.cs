using Ucm.Grains.Interfaces.Configuration;
using Ucm.Pki.Crl;
using Ucm.Pki.Keys;
using Ucm.Pki.X509;
using Ucm.Storage.Crls;

namespace Ucm.Grains.Crl;

/// <summary>What a planned CRL says of itself (RFC 5280 §5.1, §5.2).</summary>
internal static class CrlHeaders
{
    public static CrlHeader Of(CrlPlan plan, ParsedCertificate authority, PublicUrls urls)
    {
        var (order, policy) = (plan.Order, plan.Policy);
        var isDelta = order.Kind == CrlKind.Delta;
        var keyIdentifier = authority.SubjectKeyIdentifier ?? KeyIdentifiers.Compute(authority.SubjectPublicKeyInfo);
        var algorithm = CrlAlgorithms.For(order.Authority.KeyAlgorithm).SignatureAlgorithm();
        return new CrlHeader(authority.Subject.Der, keyIdentifier, algorithm, plan.ThisUpdate, plan.NextUpdate, plan.PrintedNumber)
        {
            BaseNumber = isDelta ? plan.Previous!.PrintedNumber : null,

            // A delta must not point at deltas (§5.2.6).
            FreshestCrl = isDelta || policy.DeltaInterval is null ? null : urls.Of(order.Scope, delta: true),

            // The same in a shard's full CRL and its deltas, and the same as in the certificates: that is how the three are matched (§5.2.5, §6.3.3).
            DistributionPoint = order.Scope.Shard == 0 ? null : urls.Of(order.Scope, delta: false),
        };
    }
}
