using Ucm.Grains.Interfaces.Certificates;
using Ucm.Pki.Crl;
using Ucm.Storage.Certificates;
using Ucm.Storage.Crls;

namespace Ucm.Grains.Crl;

/// <summary>Law 3 at the last gate: whatever stood on the previous CRL stands on the next one, unless it expired or was on hold and was released.</summary>
internal sealed class CrlContinuity(ICertificateStore certificates)
{
    /// <summary>A serial that would vanish without cause, or null.</summary>
    public async Task<SerialNumber?> FindLost(CrlRow previous, CrlEntries next, DateTimeOffset keepFrom, CancellationToken cancellationToken)
    {
        foreach (var (serial, reason) in Missing(previous, next))
        {
            var row = await certificates.FindStatus(new CertificateKey(previous.Authority, serial), cancellationToken);
            var released = row?.Status == CertificateStatus.Good && reason == (int)RevocationReason.CertificateHold;
            var expired = row is not null && row.NotAfter < keepFrom;
            if (!released && !expired)
            {
                return serial;
            }
        }

        return null;
    }

    private static List<(SerialNumber Serial, int Reason)> Missing(CrlRow previous, CrlEntries next)
    {
        var present = new HashSet<SerialNumber>();
        for (var entries = next.Read(); entries.MoveNext();)
        {
            present.Add(SerialNumber.FromBytes(entries.SerialNumber));
        }

        var missing = new List<(SerialNumber, int)>();
        for (var entries = new CrlSerials(previous.Der.AsSpan()); entries.MoveNext();)
        {
            var serial = SerialNumber.FromBytes(entries.SerialNumber);
            if (!present.Contains(serial))
            {
                missing.Add((serial, entries.Reason));
            }
        }

        return missing;
    }
}
