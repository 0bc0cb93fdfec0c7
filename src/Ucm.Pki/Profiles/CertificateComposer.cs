using System.Diagnostics.CodeAnalysis;
using Ucm.Pki.Asn1;
using Ucm.Pki.Keys;
using Ucm.Pki.X509;

namespace Ucm.Pki.Profiles;

/// <summary>Makes the TBSCertificate (RFC 5280 §4.1) that profile, issuer and request lead to. Pure: no clock, no randomness, no signature.</summary>
public static class CertificateComposer
{
    /// <summary>
    /// Nothing is copied from a request but names that the profile allows. Key policy and proof of possession are the caller's to check first.
    /// Faults: Name, UnsupportedName, UnsupportedKey, Policy, Request.
    /// </summary>
    /// <param name="serial">1..20 octets, unsigned big-endian, not zero, as of <see cref="SerialNumbers.Next"/>.</param>
    public static bool TryCompose(
        CertificateProfile profile,
        IssuerInfo issuer,
        PublicKeyInfo subjectKey,
        CertificateRequestContent content,
        ReadOnlySpan<byte> serial,
        RevocationUrls urls,
        DateTimeOffset now,
        [NotNullWhen(true)] out ComposedCertificate? certificate,
        [NotNullWhen(false)] out PkiFault? fault)
    {
        try
        {
            certificate = Compose(new Composition(profile, issuer, subjectKey, urls), content, serial, now);
            fault = null;
            return true;
        }
        catch (PkiFaultException exception)
        {
            certificate = null;
            fault = exception.Fault;
            return false;
        }
    }

    private static ComposedCertificate Compose(Composition composition, CertificateRequestContent content, ReadOnlySpan<byte> serial, DateTimeOffset now)
    {
        composition = composition with { Profile = composition.Profile with { MustStaple = RequestedExtensions.MustStaple(composition.Profile, content) } };
        var (profile, issuer) = (composition.Profile, composition.Issuer);
        KeyLimits.Check(profile, composition.SubjectKey);
        var (subject, names) = SubjectRules.Decide(profile, content);
        IssuerRules.Check(composition, subject, names);
        var (notBefore, notAfter) = ValidityRules.Decide(profile, issuer, content, now);
        var tbs = TbsCertificateWriter.Write(composition, serial, subject, names, notBefore, notAfter);
        return new ComposedCertificate(tbs, subject, names, notBefore, notAfter) { IgnoredExtensions = RequestedExtensions.FindUnmet(composition, content) };
    }
}
