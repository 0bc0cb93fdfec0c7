using System.Collections.Immutable;
using Ucm.Grains.Crl;
using Ucm.Grains.Interfaces.Certificates;
using Ucm.Grains.Interfaces.Outcomes;
using Ucm.Grains.Interfaces.Profiles;
using Ucm.Grains.Outcomes;
using Ucm.Grains.Signing;
using Ucm.Pki.Linting;
using Ucm.Pki.Profiles;
using Ucm.Pki.X509;

namespace Ucm.Grains.Certificates;

/// <summary>Steps 4 to 6: the TBSCertificate, the linter's word on it, and further rules.</summary>
internal sealed class IssuanceDrafting(ICertificateLinter linter, IEnumerable<IIssuanceValidator> validators, SerialTagKeys tags, TimeProvider clock)
{
    private readonly IIssuanceValidator[] validators = [.. validators];

    /// <summary>Step 4. Each call takes a new serial.</summary>
    public Outcome<CertificateDraft> Compose(IssuanceRequest request, Applicant applicant)
    {
        var serial = SerialNumbers.Next(clock, tags.Of(request.Issuer.Id).AsSpan());
        var shard = request.Issuer.Snapshot is { } authority ? CrlUrls.ShardOf(authority.Crl, serial) : 0;
        var composed = CertificateComposer.TryCompose(
            request.Profile.Certificate, request.Issuer.Info, applicant.Key, applicant.Content, serial, request.Issuer.Urls[shard], clock.GetUtcNow(), out var certificate, out var fault);
        return composed ? new CertificateDraft(SerialNumber.FromBytes(serial), applicant, certificate!, shard) : fault!.ToRefusal();
    }

    /// <summary>Step 5.</summary>
    public Refusal? Lint(IssuanceRequest request, CertificateDraft draft) => linter.Check(draft.Composed.Tbs, request.Profile.Certificate, request.Issuer);

    /// <summary>All that the linter finds, for a preview.</summary>
    public static ImmutableArray<PreviewFinding> Findings(IssuanceRequest request, CertificateDraft draft) =>
    [
        .. Linter.CheckToBeSigned(draft.Composed.Tbs, request.Profile.Certificate, request.Issuer.Certificate)
            .Select(static finding => new PreviewFinding(finding.Severity.ToString().ToLowerInvariant(), finding.Rule, finding.Clause, finding.Detail)),
        .. draft.Composed.IgnoredExtensions.Select(static oid => new PreviewFinding(
            "info", "ucm.request.extension-ignored", "RFC 2986 §4", $"The request asks for {ExtensionNames.Describe(oid)}; the profile does not give it as asked.")),
    ];

    /// <summary>Step 6.</summary>
    public async ValueTask<Refusal?> Validate(IssuanceRequest request, CertificateDraft draft, CancellationToken cancellationToken)
    {
        foreach (var validator in validators)
        {
            if (await validator.Validate(request, draft, cancellationToken) is { } refusal)
            {
                return refusal;
            }
        }

        return null;
    }
}
