using Ucm.Pki.Asn1;

namespace Ucm.Pki.Profiles;

/// <summary>From profile, issuer and request to notBefore and notAfter (RFC 5280 §4.1.2.5): whole seconds, both inclusive, never past the issuer.</summary>
internal static class ValidityRules
{
    /// <summary>The most that a request may backdate.</summary>
    private static readonly TimeSpan MaximumBackdate = TimeSpan.FromDays(2);

    private static readonly TimeSpan OneSecond = TimeSpan.FromSeconds(1);

    public static (DateTimeOffset NotBefore, DateTimeOffset NotAfter) Decide(CertificateProfile profile, IssuerInfo issuer, CertificateRequestContent content, DateTimeOffset now)
    {
        var notBefore = WholeSeconds(content.NotBefore ?? Later(now - profile.Backdate, issuer.NotBefore));
        if (content.NotBefore is not null && (notBefore < now - MaximumBackdate || notBefore < issuer.NotBefore))
        {
            throw Refuse("notBefore lies too far in the past, or before the issuer's.");
        }

        var notAfter = WholeSeconds(content.NotAfter ?? Earlier(notBefore + profile.Validity - OneSecond, issuer.NotAfter));
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

    private static DateTimeOffset WholeSeconds(DateTimeOffset time)
    {
        var utc = time.ToUniversalTime();
        return utc.AddTicks(-(utc.Ticks % TimeSpan.TicksPerSecond));
    }

    private static DateTimeOffset Later(DateTimeOffset left, DateTimeOffset right) => left > right ? left : right;

    private static DateTimeOffset Earlier(DateTimeOffset left, DateTimeOffset right) => left < right ? left : right;

    private static PkiFaultException Refuse(string detail) => new(PkiFaultKind.Policy, detail);
}
