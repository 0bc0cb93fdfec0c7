using System.Collections.Immutable;
using Ucm.Grains.Interfaces.Authorities;
using Ucm.Grains.Interfaces.Certificates;
using Ucm.Pki.Ocsp;

namespace Ucm.Grains.Ocsp;

/// <summary>From a CertID to the certificate it names.</summary>
internal static class OcspKeys
{
    /// <summary>Null when it names another issuer or a number that cannot be a serial.</summary>
    public static CertificateKey? Find(ImmutableArray<byte> der, AuthorityId authority, OcspIssuer issuer) =>
        OcspCertId.TryRead(der.AsSpan(), out var certId) && issuer.Matches(certId) && certId.HasPossibleSerialNumber
            ? new CertificateKey(authority, SerialNumber.FromBytes(certId.SerialNumber))
            : null;
}
