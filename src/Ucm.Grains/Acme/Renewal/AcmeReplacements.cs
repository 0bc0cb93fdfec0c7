using System.Collections.Immutable;
using Ucm.Grains.Authorities;
using Ucm.Grains.Interfaces.Certificates;
using Ucm.Grains.Interfaces.Identity;
using Ucm.Grains.Interfaces.Outcomes;
using Ucm.Grains.Outcomes;
using Ucm.Pki.X509;
using Ucm.Storage.Acme;
using Ucm.Storage.Commits;

namespace Ucm.Grains.Acme.Renewal;

/// <summary>
/// Decides about a certificate that a new order is to replace (RFC 9773 §5): 1 it was issued here · 2 to the same account · 3 for one of the order's
/// names at least · 4 no order has replaced it before.
/// </summary>
internal sealed class AcmeReplacements(AuthoritySnapshots snapshots, IssuedCertificates certificates, IAcmeIndex index)
{
    private static readonly TimeSpan Outage = TimeSpan.FromSeconds(5);

    /// <summary>Refusals: Malformed, NotFound, Forbidden, AlreadyReplaced, AuthorityUnavailable, Unavailable.</summary>
    public async Task<Outcome<ReplacedCertificate>> Check(
        string replaces, string account, ImmutableArray<SubjectName> names, CancellationToken cancellationToken)
    {
        if (!RenewalIdentifier.TryParse(replaces, out var identifier))
        {
            return AcmeRefusals.BadRenewalIdentifier;
        }

        var view = await snapshots.ConfirmAll(cancellationToken);
        if (!view.Succeeded)
        {
            return view.Refusal;
        }

        try
        {
            var found = await certificates.Find(view.Value, identifier, cancellationToken);
            return found is null ? AcmeRefusals.NoSuchCertificate : await Check(found, account, names, cancellationToken);
        }
        catch (StorageUnavailableException)
        {
            return Refusals.Unavailable(Outage);
        }
    }

    private async Task<Outcome<ReplacedCertificate>> Check(
        CertificateRecord certificate, string account, ImmutableArray<SubjectName> names, CancellationToken cancellationToken)
    {
        if (certificate.Requester != new Caller(CallerKind.AcmeAccount, account, []).ToString())
        {
            return new Refusal(RefusalCode.Forbidden, "The certificate that is to be replaced was not issued to this account.");
        }

        if (!names.Any(certificate.Names.Contains))
        {
            return new Refusal(RefusalCode.Malformed, "The certificate that is to be replaced has none of the order's identifiers.");
        }

        return await index.FindReplacement(certificate.Key, cancellationToken) is null
            ? new ReplacedCertificate(certificate.Key, certificate.NotAfter)
            : new Refusal(RefusalCode.AlreadyReplaced, "Another order has replaced the certificate already.");
    }
}

/// <summary>A certificate that an order may replace.</summary>
internal sealed record ReplacedCertificate(CertificateKey Key, DateTimeOffset NotAfter);
