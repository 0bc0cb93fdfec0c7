using System.Collections.Immutable;
using Ucm.Grains.Interfaces.Certificates;
using Ucm.Grains.Interfaces.Outcomes;
using Ucm.Grains.Outcomes;
using Ucm.Pki.Requests;
using Ucm.Pki.X509;

namespace Ucm.Grains.Certificates;

/// <summary>
/// Issues the successor of a certificate: 1 the certificate was issued here, for somebody · 2 the request has the same names, or none · 3 an issuance like any other,
/// with the certificate's names, profile, labels and owner. The certificate stays as it is.
/// </summary>
internal sealed class CertificateRenewal(IssuanceAdmission admission, IssuanceSteps steps)
{
    public async Task<Outcome<IssuedCertificate>> Renew(CertificateRecord old, RenewCommand command, CancellationToken cancellationToken)
    {
        if ((CheckState(old) ?? CheckNames(old, command.Csr)) is { } refusal)
        {
            return refusal;
        }

        var content = new RequestedContent(old.Subject.Length == 0 ? null : old.Subject, old.Names);
        var issue = new IssueCommand(command.Request, command.Authority ?? old.Key.Authority, old.Profile, command.Csr, command.Caller, content)
        {
            Way = command.Way,
            GeneratedKey = command.GeneratedKey,
            Annotations = old.Annotations is { } annotations ? annotations with { Version = 0 } : null,
        };
        var admitted = await admission.Admit(issue, cancellationToken);
        if (!admitted.Succeeded)
        {
            return admitted.Refusal;
        }

        // Whose successor it is belongs to what was asked for; labels that are changed before a repetition do not.
        var request = admitted.Value;
        var hash = RequestHash.Of(Convert.ToHexStringLower(request.Hash.AsSpan()), "renews", old.Key.ToId());
        return await steps.Issue(request with { Hash = hash, Renews = old.Key }, cancellationToken);
    }

    private static Refusal? CheckState(CertificateRecord old) => old switch
    {
        { Status: CertificateStatus.Reserved or CertificateStatus.Voided } or { Der.IsDefaultOrEmpty: true } => new Refusal(RefusalCode.Conflict, "The certificate was not issued."),
        { IsSystem: true } => new Refusal(RefusalCode.Conflict, "The certificate serves the platform itself, which renews it."),
        _ => null,
    };

    private static Refusal? CheckNames(CertificateRecord old, ImmutableArray<byte> der)
    {
        if (!CertificationRequest.TryParse(der.AsMemory(), out var csr, out var fault))
        {
            return fault.ToRefusal();
        }

        var asked = csr.Names.Select(static name => new SubjectName(NameKinds.Of(name.Kind), name.Value)).ToHashSet();
        if (asked.Count > 0 && !asked.SetEquals(old.Names))
        {
            return Differ($"the request has {Text(asked)}, the certificate {Text(old.Names)}");
        }

        return csr.Subject.CommonName is { Length: > 0 } name && name != CommonNameOf(old) && !old.Names.Any(known => known.Value == name)
            ? Differ($"the request's common name is '{name}'")
            : null;
    }

    private static string? CommonNameOf(CertificateRecord record) => DistinguishedName.TryParse(record.Subject, out var subject, out _) ? subject.CommonName : null;

    private static string Text(IEnumerable<SubjectName> names) => string.Join(", ", names.Select(static name => $"{name.Kind.ToString().ToLowerInvariant()}:{name.Value}"));

    private static Refusal Differ(string how) =>
        new(RefusalCode.PolicyViolation, $"A renewal has the names of the certificate: {how}. Leave the names out of the request, or ask for a new certificate.");
}
