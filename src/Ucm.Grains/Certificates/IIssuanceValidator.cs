using Ucm.Grains.Interfaces.Outcomes;

namespace Ucm.Grains.Certificates;

/// <summary>A further rule an issuance has to pass (step 6). One that throws refuses the issuance (law 9).</summary>
internal interface IIssuanceValidator
{
    /// <summary>Null to let it pass.</summary>
    ValueTask<Refusal?> Validate(IssuanceRequest request, CertificateDraft draft, CancellationToken cancellationToken);
}
