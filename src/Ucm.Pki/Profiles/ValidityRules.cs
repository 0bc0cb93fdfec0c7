using Ucm.Pki.Asn1;

namespace Ucm.Pki.Profiles;

/// <summary>From profile, issuer and request to notBefore and notAfter (RFC 5280 §4.1.2.5): whole seconds, both inclusive, never past the issuer.</summary>
internal static class ValidityRules
{
    private static readonly TimeSpan OneSecond = TimeSpan.FromSeconds(1);

    public static (DateTimeOffset NotBefore, DateTimeOffset NotAfter) Decide(CertificateProfile profile, IssuerInfo issuer, CertificateRequestContent content, DateTimeOffset now)
    {
        var notBefore = (content.NotBefore ?? Later(NotBeforeRange.Add(now, -profile.Backdate), issuer.NotBefore)).WholeSeconds();
        var outside = NotBeforeRange.FindFault(notBefore, now) ?? (notBefore < issuer.NotBefore ? "notBefore lies before the issuer's." : null);
        if (content.NotBefore is not null && outside is { } fault)
        {
            throw Refuse(fault);
        }

        var notAfter = (content.NotAfter ?? Earlier(NotBeforeRange.Add(notBefore, profile.Validity - OneSecond), issuer.NotAfter)).WholeSeconds();
        if (notAfter > issuer.NotAfter)
        {
            throw Refuse("notAfter lies after the issuer's.");
        }

        if (notAfter < notBefore || notAfter < now)
        {
            throw Refuse("The validity would be over before it begins.");
        }

        return notAfter - notBefore + OneSecond > profile.MaximumValidity
            ? throw Refuse($"The profile {profile.Name} does not allow a validity of more than {profile.MaximumValidity.TotalDays:0} days.")
            : (notBefore, notAfter);
    }

    private static DateTimeOffset Later(DateTimeOffset left, DateTimeOffset right) => left > right ? left : right;

    private static DateTimeOffset Earlier(DateTimeOffset left, DateTimeOffset right) => left < right ? left : right;

    private static PkiFaultException Refuse(string detail) => new(PkiFaultKind.Policy, detail);
}
