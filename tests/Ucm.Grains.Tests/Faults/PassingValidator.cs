using Ucm.Grains.Certificates;
using Ucm.Grains.Interfaces.Outcomes;

namespace Ucm.Grains.Tests.Faults;

/// <summary>Lets everything pass, unless an outage is set before it.</summary>
internal sealed class PassingValidator : IIssuanceValidator
{
    public ValueTask<Refusal?> Validate(IssuanceRequest request, CertificateDraft draft, CancellationToken cancellationToken) => ValueTask.FromResult<Refusal?>(null);
}
