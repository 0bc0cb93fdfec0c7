using Orleans.Concurrency;
using Ucm.Grains.Interfaces.Certificates;
using Ucm.Grains.Interfaces.Outcomes;

namespace Ucm.Grains.Certificates;

/// <summary>Carries on, inside the cluster, an issuance that was cut off. The key is the authority's id. For the reconciler: signers answer grains only.</summary>
[Alias("ucm.issuance-resumption-grain")]
internal interface IIssuanceResumptionGrain : IGrainWithStringKey
{
    /// <summary>Refusals: NotFound when there is no such row, AuthorityNotOnline, AuthorityUnavailable.</summary>
    // Holds nothing between its steps, so that one slow signature does not keep others waiting.
    [AlwaysInterleave]
    [Alias("Resume")]
    Task<Outcome<IssuedCertificate>> Resume(CertificateKey key, CancellationToken cancellationToken);
}
