using Ucm.Grains.Interfaces.Certificates;

namespace Ucm.Storage.Certificates;

/// <summary>The dashboard's numbers, which each dialect gets in its own way.</summary>
internal interface ICertificateCounts
{
    Task<CertificateCounts> Count(DateTimeOffset now, CancellationToken cancellationToken);
}
