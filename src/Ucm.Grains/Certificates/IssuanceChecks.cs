using Ucm.Grains.Interfaces.Identity;
using Ucm.Grains.Interfaces.Outcomes;
using Ucm.Grains.Outcomes;
using Ucm.Pki;
using Ucm.Pki.Keys;
using Ucm.Pki.Profiles;
using Ucm.Pki.Requests;
using Ucm.Pki.X509;

namespace Ucm.Grains.Certificates;

/// <summary>Step 3: the request's form, the proof of possession, and whether the key may be certified at all. That it is not known to be compromised is decided with the reservation.</summary>
internal sealed class IssuanceChecks(KeyPolicy keyPolicy, ProvenRequests proven)
{
    public Outcome<Applicant> Check(IssuanceRequest request)
    {
        var applicant = request.Applicant is { } own ? own : Read(request);
        if (!applicant.Succeeded)
        {
            return applicant.Refusal;
        }

        var key = applicant.Value.Key;
        if (keyPolicy.Check(key) is { } fault)
        {
            return fault.ToRefusal();
        }

        if (!request.Profile.Certificate.IsSelfIssued && key.Der.Span.SequenceEqual(request.Issuer.PublicKey.Der.Span))
        {
            return new Refusal(RefusalCode.BadPublicKey, "The public key is the authority's own.");
        }

        return applicant;
    }

    private Outcome<Applicant> Read(IssuanceRequest request)
    {
        if (!CertificationRequest.TryParse(request.Csr.AsMemory(), out var csr, out var fault))
        {
            return fault.ToRefusal();
        }

        if (proven.Verify(csr) is { } unproved)
        {
            return unproved.ToRefusal();
        }

        return TryMerge(csr, request, out var content, out fault) ? new Applicant(csr.PublicKey, content) : fault.ToRefusal();
    }

    /// <summary>In ACME the common name is one of the names that are asked for (RFC 8555 §7.4); the order was checked to have them all.</summary>
    private static IReadOnlyList<GeneralName> WithCommonName(CertificationRequest csr) =>
        csr.Subject.CommonName is { } text && GeneralNames.FromHost(text) is { } name && !csr.Names.Contains(name) ? [.. csr.Names, name] : csr.Names;

    /// <summary>What the caller asks for beside the request replaces what the request says.</summary>
    private static bool TryMerge(
        CertificationRequest csr,
        IssuanceRequest request,
        [System.Diagnostics.CodeAnalysis.NotNullWhen(true)] out CertificateRequestContent? content,
        [System.Diagnostics.CodeAnalysis.NotNullWhen(false)] out PkiFault? fault)
    {
        (content, fault) = (null, null);
        var asked = request.Content;
        var subject = csr.Subject;
        if (asked?.Subject is { } text && !DistinguishedName.TryParse(text, out subject, out fault))
        {
            return false;
        }

        var names = request.Caller.Kind == CallerKind.AcmeAccount ? WithCommonName(csr) : csr.Names;
        if (asked?.Names is { } given)
        {
            if (given.Any(name => NameKinds.Of(name.Kind) is null))
            {
                fault = new PkiFault(PkiFaultKind.UnsupportedName, "A name is of an unknown kind.");
                return false;
            }

            names = [.. given.Select(name => new GeneralName(NameKinds.Of(name.Kind)!.Value, name.Value))];
        }

        if (!GeneralNames.TryNormalize(names, out var normalized, out fault, request.Profile.Certificate.Names.AllowUnderscores))
        {
            return false;
        }

        content = new CertificateRequestContent(subject, normalized, asked?.NotBefore, asked?.NotAfter) { Extensions = csr.RequestedExtensions };
        return true;
    }
}
