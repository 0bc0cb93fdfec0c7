using Ucm.Grains.Interfaces;
using Ucm.Grains.Interfaces.Authorities;
using Ucm.Grains.Interfaces.Certificates;
using Ucm.Grains.Interfaces.Identity;
using Ucm.Grains.Interfaces.Outcomes;
using Ucm.Storage.Certificates;

namespace Ucm.Grains.Authorities;

/// <summary>
/// The certificates that belong to the authorities themselves. An authority whose certificate is revoked or on hold issues nothing; it goes on signing CRLs and OCSP answers, as any
/// suspended authority does.
/// </summary>
internal sealed class AuthorityCertificates(AuthoritySnapshots snapshots, ICertificateStore certificates, IGrainFactory grains)
{
    /// <summary>
    /// The authority that the certificate belongs to, if any. Read anew: in a view of before, the certificate of an authority that another silo has just made
    /// would look like anybody's. Refusals: AuthorityUnavailable when the authorities could not be read.
    /// </summary>
    public async ValueTask<Outcome<CertificateOwner>> OwnerOf(CertificateKey key, CancellationToken cancellationToken)
    {
        var confirmed = await snapshots.ConfirmLatest(cancellationToken);
        if (!confirmed.Succeeded)
        {
            return confirmed.Refusal;
        }

        var issuers = confirmed.Value.Issuers;
        return issuers.TryGetValue(key.Authority, out var issuer)
            ? new CertificateOwner(issuers.Values.FirstOrDefault(owner => SerialOf(owner) == key.Serial && IsIssuer(issuer, owner))?.Snapshot)
            : CertificateOwner.None;
    }

    /// <summary>Takes the authority out of service if it issues. Any other status is left as it is.</summary>
    public async Task<Refusal?> Stop(AuthorityId id, Caller caller, CancellationToken cancellationToken)
    {
        var authority = grains.Authority(id);
        var current = await authority.Get(cancellationToken);
        return current is { Succeeded: true, Value.Status: AuthorityStatus.Online }
            ? (await authority.SetStatus(AuthorityStatus.Offline, caller, cancellationToken)).Refusal
            : current.Refusal;
    }

    /// <summary>Takes out of service every authority whose certificate is revoked or on hold: a revocation that was cut off, or that came with an import, is made good here.</summary>
    public async Task StopRevoked(Caller caller, CancellationToken cancellationToken)
    {
        if ((await snapshots.ConfirmLatest(cancellationToken)).Value is not { } view)
        {
            // The next round looks again.
            return;
        }

        foreach (var authority in view.Catalog.Authorities.Where(static one => one.Status == AuthorityStatus.Online))
        {
            if (await CheckGood(view, authority.Id, cancellationToken) is not null)
            {
                await Stop(authority.Id, caller, cancellationToken);
            }
        }
    }

    /// <summary>Null when no issuer that is here has revoked or suspended the authority's certificate. Refusals: Conflict; AuthorityUnavailable when that could not be confirmed.</summary>
    public async Task<Refusal?> CheckGood(AuthorityId id, CancellationToken cancellationToken)
    {
        var confirmed = await snapshots.ConfirmLatest(cancellationToken);
        return confirmed.Succeeded ? await CheckGood(confirmed.Value, id, cancellationToken) : confirmed.Refusal;
    }

    private async Task<Refusal?> CheckGood(AuthorityView view, AuthorityId id, CancellationToken cancellationToken)
    {
        if (!view.Issuers.TryGetValue(id, out var owner))
        {
            return null;
        }

        foreach (var issuer in view.Issuers.Values.Where(issuer => IsIssuer(issuer, owner)))
        {
            var row = await certificates.FindStatus(new CertificateKey(issuer.Id, SerialOf(owner)), cancellationToken);
            if (row is { Status: CertificateStatus.Revoked or CertificateStatus.OnHold })
            {
                var what = row.Status == CertificateStatus.OnHold ? "on hold: release it first" : "revoked: it never issues again";
                return new Refusal(RefusalCode.Conflict, $"The certificate of the authority {id} is {what}.");
            }
        }

        return null;
    }

    /// <summary>By name and key identifier: two authorities may have one name.</summary>
    private static bool IsIssuer(IssuerContext issuer, IssuerContext owner) => issuer.Certificate!.Subject.Matches(owner.Certificate!.Issuer)
        && (owner.Certificate.AuthorityKeyIdentifier is not { } named || issuer.Certificate.SubjectKeyIdentifier is not { } own || own.Span.SequenceEqual(named.Span));

    private static SerialNumber SerialOf(IssuerContext owner) => SerialNumber.FromBytes(owner.Certificate!.SerialNumber.Span);
}

/// <summary>Whom a certificate belongs to.</summary>
/// <param name="Authority">Null when it is no authority's own.</param>
internal sealed record CertificateOwner(AuthoritySnapshot? Authority)
{
    public static readonly CertificateOwner None = new((AuthoritySnapshot?)null);
}
