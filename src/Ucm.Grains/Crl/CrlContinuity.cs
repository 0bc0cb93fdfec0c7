using Ucm.Grains.Interfaces.Certificates;
using Ucm.Grains.Interfaces.Crl;
using Ucm.Pki.Crl;
using Ucm.Storage.Certificates;
using Ucm.Storage.Crls;

namespace Ucm.Grains.Crl;

/// <summary>
/// Law 3 at the last gate: whatever stood on the previous CRL stands on the next one, unless it expired or was on hold and was released. Both ascend by serial, so one pass
/// over the two compares them, with two buffers of memory.
/// </summary>
internal sealed class CrlContinuity(ICertificateStore certificates, ICrlStore crls)
{
    /// <summary>A serial that would vanish without cause, or null.</summary>
    public async Task<SerialNumber?> FindLost(CrlRow previous, CrlEntryReader next, DateTimeOffset keepFrom, CancellationToken cancellationToken)
    {
        await using var published = new CrlPartStream(crls, previous.Content);
        var listed = new CrlEntryReader(published);
        var more = true;
        while (await listed.MoveNext(cancellationToken))
        {
            more = more && await Reach(next, listed.SerialNumber, cancellationToken);
            if (more && next.SerialNumber.Span.SequenceEqual(listed.SerialNumber.Span))
            {
                continue;
            }

            var serial = SerialNumber.FromBytes(listed.SerialNumber.Span);
            if (!await MayGo(previous.Scope, serial, listed.Reason, keepFrom, cancellationToken))
            {
                return serial;
            }
        }

        return null;
    }

    /// <summary>Moves to the first entry that is not before the serial; false when there is none.</summary>
    private static async ValueTask<bool> Reach(CrlEntryReader entries, ReadOnlyMemory<byte> serial, CancellationToken cancellationToken)
    {
        while (entries.SerialNumber.Span.SequenceCompareTo(serial.Span) < 0)
        {
            if (!await entries.MoveNext(cancellationToken))
            {
                return false;
            }
        }

        return true;
    }

    private async ValueTask<bool> MayGo(CrlScope scope, SerialNumber serial, int reason, DateTimeOffset keepFrom, CancellationToken cancellationToken)
    {
        var row = await certificates.FindStatus(new CertificateKey(scope.Authority, serial), cancellationToken);
        var released = row?.Status == CertificateStatus.Good && reason == (int)RevocationReason.CertificateHold;
        return released || (row is not null && row.NotAfter < keepFrom);
    }
}
