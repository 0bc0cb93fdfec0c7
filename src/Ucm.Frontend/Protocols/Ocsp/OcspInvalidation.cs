using Ucm.Frontend.Status;
using Ucm.Grains.Interfaces.Certificates;
using Ucm.Pki.Ocsp;

namespace Ucm.Frontend.Protocols.Ocsp;

/// <summary>Forgets the answers about a certificate whose status changed, in each form in which they may have been asked for.</summary>
internal sealed class OcspInvalidation(OcspCache cache, RevocationLease lease, AuthorityDirectory authorities)
{
    public void Begin()
    {
        lease.Changed += Forget;
        lease.Lost += cache.Clear;
    }

    private void Forget(CertificateKey key)
    {
        if (authorities.FindIssuer(key.Authority) is not { } issuer)
        {
            // Its answers cannot be told apart from others any more.
            cache.Clear();
            return;
        }

        foreach (var certId in OcspCertIds.EncodeAll(issuer, key.Serial.ToBytes()))
        {
            cache.Remove(certId);
        }
    }
}
