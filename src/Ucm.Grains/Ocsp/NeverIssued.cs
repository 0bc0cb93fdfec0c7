using Ucm.Grains.Interfaces.Certificates;
using Ucm.Grains.Signing;
using Ucm.Pki.X509;
using Ucm.Storage.Certificates;

namespace Ucm.Grains.Ocsp;

/// <summary>
/// Tells serials that were never issued. The tag decides only whether it is worth looking: the database alone says that a certificate does not exist, so one without
/// a tag (issued before there were any) is never called unknown.
/// </summary>
internal sealed class NeverIssued(ICertificateStore certificates, SerialTagKeys tags)
{
    public async ValueTask<bool> Is(CertificateKey key, CancellationToken cancellationToken) =>
        !SerialNumbers.IsTagged(key.Serial.ToBytes(), tags.Of(key.Authority).AsSpan()) && await certificates.FindStatus(key, cancellationToken) is null;
}
