using Microsoft.Extensions.Options;
using Ucm.Grains.Authorities;
using Ucm.Grains.Interfaces.Authorities;
using Ucm.Grains.Interfaces.Certificates;
using Ucm.Grains.Interfaces.Outcomes;
using Ucm.Pki.Authentication;
using Ucm.Pki.X509;

namespace Ucm.Grains.Identity.ClientCertificates;

/// <summary>Follows a client's certificate to one of the authorities that the settings trust. Says nothing about revocation.</summary>
internal sealed class CertificateTrust(AuthoritySnapshots authorities, TrustedRoots roots, IOptions<MtlsOptions> options, TimeProvider clock)
{
    /// <summary>Refusals: InvalidCredentials with the reason, for the log; AuthorityUnavailable.</summary>
    public async ValueTask<Outcome<TrustedPath>> Verify(IReadOnlyList<ReadOnlyMemory<byte>> presented, CancellationToken cancellationToken)
    {
        var view = await authorities.ConfirmAll(cancellationToken);
        if (!view.Succeeded)
        {
            return view.Refusal;
        }

        var own = options.Value.Authorities
            .Select(AuthorityId.Parse)
            .Where(view.Value.Issuers.ContainsKey)
            .Select(id => view.Value.Issuers[id])
            .SelectMany(static issuer => CertificatesOf(issuer).Select(certificate => (issuer.Id, Certificate: certificate)))
            .ToList();
        ParsedCertificate[] anchors = [.. own.Select(static one => one.Certificate), .. roots.All];
        if (!ClientCertificatePath.TryVerify(presented, anchors, clock.GetUtcNow(), out var path, out var fault))
        {
            return Refuse(fault.Detail);
        }

        var anchor = own.Find(one => one.Certificate.Der.Span.SequenceEqual(path[^1].Der.Span));
        return anchor.Certificate is null ? new TrustedPath(path, [])
            : path.Count > 2 ? Refuse($"The authority {anchor.Id} did not issue it itself.")
            : new TrustedPath(path, Keys(path, anchor.Id, view.Value));
    }

    private static Refusal Refuse(string reason) => new(RefusalCode.InvalidCredentials, reason);

    private static IEnumerable<ParsedCertificate> CertificatesOf(IssuerContext issuer) =>
    [
        .. issuer.Certificate is { } current ? [current] : Array.Empty<ParsedCertificate>(),
        .. (issuer.Snapshot?.Earlier ?? []).Select(static der => ParsedCertificate.Parse(der.AsMemory())),
    ];

    /// <summary>The client's certificate, its issuer's, and so on as far as the issuers are here.</summary>
    private static List<CertificateKey> Keys(IReadOnlyList<ParsedCertificate> path, AuthorityId authority, AuthorityView view)
    {
        List<CertificateKey> keys = [Key(authority, path[0])];
        var (certificate, at) = (path[1], view.Issuers[authority]);
        while (keys.Count < ClientCertificatePath.MaxCount && at.Snapshot?.Issuer is { } above && view.Issuers.TryGetValue(above, out var issuer))
        {
            keys.Add(Key(above, certificate));
            if (issuer.Certificate is null)
            {
                break;
            }

            (certificate, at) = (issuer.Certificate, issuer);
        }

        return keys;
    }

    private static CertificateKey Key(AuthorityId authority, ParsedCertificate certificate) =>
        new(authority, SerialNumber.FromBytes(certificate.SerialNumber.Span));
}
