using Microsoft.Extensions.Options;
using Ucm.Grains.Authorities;
using Ucm.Grains.Certificates;
using Ucm.Grains.Interfaces.Acme;
using Ucm.Grains.Interfaces.Authorities;
using Ucm.Grains.Interfaces.Certificates;
using Ucm.Grains.Interfaces.Outcomes;
using Ucm.Pki.Profiles;

namespace Ucm.Grains.Acme;

/// <summary>
/// Which profiles an order may name: those that are for ACME and for the authority behind it. Decided here, whatever a frontend lists in its
/// directory. Times that the profile or the authority would refuse at the end are refused at once, before anybody has proved anything.
/// </summary>
internal sealed class AcmeProfileCheck(IssuanceAdmission admission, AuthoritySnapshots authorities, IOptions<AcmeOptions> options, TimeProvider clock)
{
    /// <summary>Refusals: UnknownProfile, Malformed for times, AuthorityUnavailable.</summary>
    public async ValueTask<Refusal?> Check(CreateAcmeOrderCommand order, CancellationToken cancellationToken)
    {
        var authority = AuthorityId.Parse(options.Value.Authority);
        var offered = await admission.Offered(WayIn.Acme, order.Profile, authority, cancellationToken);
        return offered switch
        {
            { Succeeded: true } =>
                order is { NotBefore: null, NotAfter: null } ? null : await CheckTimes(offered.Value.Certificate, authority, order, cancellationToken),
            { Refusal: { Code: RefusalCode.PolicyViolation } refusal } => refusal with { Code = RefusalCode.UnknownProfile },
            _ => offered.Refusal,
        };
    }

    private async ValueTask<Refusal?> CheckTimes(CertificateProfile profile, AuthorityId authority, CreateAcmeOrderCommand order, CancellationToken cancellationToken)
    {
        var issuer = await authorities.Confirm(authority, cancellationToken);
        if (!issuer.Succeeded)
        {
            return issuer.Refusal;
        }

        return ValidityRules.FindFault(profile, issuer.Value.Info, order.NotBefore, order.NotAfter, clock.GetUtcNow()) is { } fault
            ? new Refusal(RefusalCode.Malformed, fault.Detail)
            : null;
    }
}
