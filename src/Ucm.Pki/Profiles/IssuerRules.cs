using Ucm.Pki.Asn1;
using Ucm.Pki.X509;

namespace Ucm.Pki.Profiles;

/// <summary>What an issuer's own certificate forbids it to issue (RFC 5280 §4.2.1.9, §4.2.1.10).</summary>
internal static class IssuerRules
{
    public static void Check(Composition composition, DistinguishedName subject, IReadOnlyList<GeneralName> names)
    {
        var (profile, issuer) = (composition.Profile, composition.Issuer);
        if (issuer.Subject.IsEmpty)
        {
            throw Refuse("An issuer needs a subject (RFC 5280 §4.1.2.4).");
        }

        if (profile.IsSelfIssued)
        {
            CheckSelfIssued(composition, subject);
            return;
        }

        if (profile.IsAuthority)
        {
            CheckPathLength(profile, issuer);
            if (subject.Equals(issuer.Subject))
            {
                throw Refuse("An authority's subject must differ from its issuer's.");
            }
        }

        CheckConstraints(issuer, subject, names);
        CheckPurposes(profile, issuer);
    }

    /// <summary>RFC 5280 leaves the extension in an authority's certificate open; browsers, Windows and macOS read it as a limit of what may be issued.</summary>
    private static void CheckPurposes(CertificateProfile profile, IssuerInfo issuer)
    {
        foreach (var allowed in issuer.Purposes.Where(static one => !one.Contains(ExtendedKeyUsages.Any)))
        {
            if (profile.ExtendedKeyUsage.FirstOrDefault(purpose => !allowed.Contains(purpose)) is { } foreign)
            {
                throw Refuse($"The extended key usage of the issuer or of an authority above it does not have {ExtendedKeyUsages.NameOf(foreign)}, which the profile {profile.Name} gives.");
            }
        }
    }

    private static void CheckConstraints(IssuerInfo issuer, DistinguishedName subject, IReadOnlyList<GeneralName> names)
    {
        if (issuer.NameConstraints?.Check(subject, names) is { } fault)
        {
            throw new PkiFaultException(fault);
        }

        foreach (var inherited in issuer.InheritedConstraints)
        {
            if (inherited.Check(subject, names) is { } above)
            {
                throw new PkiFaultException(above);
            }
        }
    }

    private static void CheckSelfIssued(Composition composition, DistinguishedName subject)
    {
        var same = subject.Equals(composition.Issuer.Subject) && composition.SubjectKeyIdentifier.AsSpan().SequenceEqual(composition.Issuer.SubjectKeyIdentifier);
        if (!same)
        {
            throw Refuse($"The profile {composition.Profile.Name} is for an authority that signs its own key.");
        }
    }

    private static void CheckPathLength(CertificateProfile profile, IssuerInfo issuer)
    {
        if (issuer.PathLength is not { } left)
        {
            return;
        }

        if (left == 0)
        {
            throw Refuse("The issuer's path length does not allow an authority under it.");
        }

        if (profile.PathLength is not { } asked || asked >= left)
        {
            throw Refuse($"The issuer's path length allows at most {left - 1} below this authority.");
        }
    }

    private static PkiFaultException Refuse(string detail) => new(PkiFaultKind.Policy, detail);
}
