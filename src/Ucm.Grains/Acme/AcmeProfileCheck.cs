using Microsoft.Extensions.Options;
using Ucm.Grains.Certificates;
using Ucm.Grains.Interfaces.Authorities;
using Ucm.Grains.Interfaces.Certificates;
using Ucm.Grains.Interfaces.Outcomes;

namespace Ucm.Grains.Acme;

/// <summary>Which profiles an order may name: those that are for ACME and for the authority behind it. Decided here, whatever a frontend lists in its directory.</summary>
internal sealed class AcmeProfileCheck(IssuanceAdmission admission, IOptions<AcmeOptions> options)
{
    /// <summary>Refusals: UnknownProfile, AuthorityUnavailable.</summary>
    public async ValueTask<Refusal?> Check(string profile, CancellationToken cancellationToken)
    {
        var offered = await admission.Offered(WayIn.Acme, profile, AuthorityId.Parse(options.Value.Authority), cancellationToken);
        return offered switch
        {
            { Succeeded: true } => null,
            { Refusal: { Code: RefusalCode.PolicyViolation } refusal } => refusal with { Code = RefusalCode.UnknownProfile },
            _ => offered.Refusal,
        };
    }
}
