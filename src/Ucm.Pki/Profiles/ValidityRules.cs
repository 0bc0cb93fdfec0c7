using Ucm.Pki.Asn1;

namespace Ucm.Pki.Profiles;

/// <summary>From profile, issuer and request to notBefore and notAfter (RFC 5280 §4.1.2.5): whole seconds, both inclusive, never past the issuer.</summary>
public static class ValidityRules
{
    private static readonly TimeSpan OneSecond = TimeSpan.FromSeconds(1);

    /// <summary>Why a certificate with these ends cannot be issued now; null when it can be. Either end may be left to the profile. Fault: Policy.</summary>
    public static PkiFault? FindFault(CertificateProfile profile, IssuerInfo issuer, DateTimeOffset? notBefore, DateTimeOffset? notAfter, DateTimeOffset now)
    {
        try
        {
            _ = Decide(profile, issuer, new CertificateRequestContent(null, null, notBefore, notAfter), now);
            return null;
        }
        catch (PkiFaultException exception)
        {
            return exception.Fault;
        }
    }

    internal static (DateTimeOffset NotBefore, DateTimeOffset NotAfter) Decide(CertificateProfile profile, IssuerInfo issuer, CertificateRequestContent content, DateTimeOffset now)
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
            throw Refuse($"notAfter can be {issuer.NotAfter:yyyy-MM-ddTHH:mm:ssZ} at the latest, when the authority's own certificate ends.");
        }

        if (notAfter < notBefore || notAfter < now)
        {
            throw Refuse("notAfter must be in the future and after notBefore: the validity would be over before it begins.");
        }

        if (content.NotBefore is null && content.NotAfter is not null)
        {
            // Whoever names an end of exactly the maximum counts from now: what is ours to give, the backdating, shrinks.
            notBefore = Later(notBefore, Earlier(now.WholeSeconds(), NotBeforeRange.Add(notAfter, OneSecond - profile.MaximumValidity)));
        }

        // Both ends belong to the validity, which few who add a duration to a time think of: the one second is left out.
        var latest = NotBeforeRange.Add(notBefore, profile.MaximumValidity - OneSecond);
        return notAfter - OneSecond > latest
            ? throw Refuse($"The profile {profile.Name} allows a validity of {Length(profile.MaximumValidity)} at most: notAfter can be {latest:yyyy-MM-ddTHH:mm:ssZ} at the latest.")
            : (notBefore, Earlier(notAfter, latest));
    }

    private static string Length(TimeSpan span) => span.Ticks % TimeSpan.TicksPerDay == 0 ? $"{span.Days} days" : $"{(long)span.TotalSeconds} seconds";

    private static DateTimeOffset Later(DateTimeOffset left, DateTimeOffset right) => left > right ? left : right;

    private static DateTimeOffset Earlier(DateTimeOffset left, DateTimeOffset right) => left < right ? left : right;

    private static PkiFaultException Refuse(string detail) => new(PkiFaultKind.Policy, detail);
}
