using Ucm.Grains.Authorities;
using Ucm.Grains.Interfaces.Outcomes;
using Ucm.Pki.Linting;
using Ucm.Pki.Profiles;

namespace Ucm.Grains.Certificates;

/// <summary>The own rule set over exactly the octets that are about to be signed: one error refuses the certificate.</summary>
internal sealed class CertificateLinter : ICertificateLinter
{
    public Refusal? Check(byte[] tbs, CertificateProfile profile, IssuerContext issuer)
    {
        foreach (var finding in Linter.CheckToBeSigned(tbs, profile, issuer.Certificate))
        {
            if (finding.Severity >= LintSeverity.Error)
            {
                return new Refusal(RefusalCode.PolicyViolation, $"{finding.Rule} ({finding.Clause}): {finding.Detail}");
            }
        }

        return null;
    }
}
