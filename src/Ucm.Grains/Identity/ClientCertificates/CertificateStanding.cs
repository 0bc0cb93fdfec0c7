using Ucm.Grains.Interfaces.Certificates;
using Ucm.Grains.Interfaces.Identity.ClientCertificates;
using Ucm.Pki.X509;
using Ucm.Storage.Certificates;

namespace Ucm.Grains.Identity.ClientCertificates;

/// <summary>
/// Says whether a certificate is still good: at the sign-in, and each time its session is looked at. Reads the certificates' own rows, so that a
/// revocation counts at once.
/// </summary>
internal sealed class CertificateStanding(ICertificateStore certificates, ForeignCrls crls, TimeProvider clock)
{
    /// <summary>Null when it is good; else the reason.</summary>
    /// <exception cref="Ucm.Storage.Commits.StorageUnavailableException">It cannot be known.</exception>
    public async ValueTask<string?> FindFault(SessionCertificate certificate, CancellationToken cancellationToken)
    {
        if (certificate.NotAfter < clock.GetUtcNow())
        {
            return "It has expired.";
        }

        foreach (var (index, key) in certificate.Own.Index())
        {
            var row = await certificates.FindStatus(key, cancellationToken);

            // An authority's certificate may have been imported without its issuer's records; a client's own was issued here or is forged.
            if (row is { Status: not CertificateStatus.Good } || (row is null && index == 0))
            {
                return $"{key} is {row?.Status.ToString() ?? "unknown"}.";
            }
        }

        return certificate.Foreign.IsEmpty ? null : crls.FindFault([.. certificate.Foreign.Select(static der => ParsedCertificate.Parse(der.AsMemory()))]);
    }
}
