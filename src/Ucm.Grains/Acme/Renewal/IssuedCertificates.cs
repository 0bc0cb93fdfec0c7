using Ucm.Grains.Authorities;
using Ucm.Grains.Interfaces.Authorities;
using Ucm.Grains.Interfaces.Certificates;
using Ucm.Pki.X509;
using Ucm.Storage.Certificates;

namespace Ucm.Grains.Acme.Renewal;

/// <summary>Finds the certificate that a unique identifier of RFC 9773 names: one look into the database, and no grain wakes for it (law 7).</summary>
internal sealed class IssuedCertificates(ICertificateStore store)
{
    /// <summary>Null when no authority of the view has this key, or it never signed a certificate with this number.</summary>
    public async Task<CertificateRecord?> Find(AuthorityView view, RenewalIdentifier identifier, CancellationToken cancellationToken)
    {
        foreach (var authority in view.Issuers.Values.Where(issuer => issuer.Info.SubjectKeyIdentifier.AsSpan().SequenceEqual(identifier.KeyIdentifier.Span)))
        {
            var row = await store.Find(KeyOf(authority.Id, identifier), cancellationToken);
            if (row?.Record is { Der.IsEmpty: false } signed)
            {
                return signed;
            }
        }

        return null;
    }

    private static CertificateKey KeyOf(AuthorityId authority, RenewalIdentifier identifier) => new(authority, SerialNumber.FromBytes(identifier.Serial.Span));
}
