using Ucm.Frontend.Status;
using Ucm.Grains.Interfaces.Crl;

namespace Ucm.Frontend.Protocols.Crl;

/// <summary>A CRL as it is served.</summary>
internal sealed class CrlDocument(PublishedCrl crl)
{
    public long Number { get; } = crl.Number;

    public DateTimeOffset NextUpdate { get; } = crl.NextUpdate;

    public StatusDocument Document { get; } = new(crl.Der, "application/pkix-crl", crl.ThisUpdate);
}
