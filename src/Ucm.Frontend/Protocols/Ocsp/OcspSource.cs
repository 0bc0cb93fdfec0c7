using System.Collections.Concurrent;
using System.Runtime.InteropServices;
using Ucm.Frontend.Status;
using Ucm.Grains.Interfaces;
using Ucm.Grains.Interfaces.Certificates;
using Ucm.Grains.Interfaces.Ocsp;
using Ucm.Grains.Interfaces.Outcomes;

namespace Ucm.Frontend.Protocols.Ocsp;

/// <summary>Fetches answers from the status grains: one call per CertID at a time, however many ask for it.</summary>
internal sealed partial class OcspSource(IGrainFactory grains, OcspCache cache, RevocationLease lease, ILogger<OcspSource> log)
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(2);
    private readonly ConcurrentDictionary<byte[], Task<Outcome<OcspCacheEntry>>> underWay = new(CertIdComparer.Instance);

    public Task<Outcome<OcspCacheEntry>> Fetch(CertificateKey key, byte[] certId) => lease.IsHeld()
        ? underWay.GetOrAdd(certId, static (id, self) => self.Source.Share(self.Key, id), (Source: this, Key: key))

        // Without a lease a question under way may have been answered already, so it is not shared.
        : Ask(key, certId);

    /// <summary>Off the request's path; the entry serves on until it is replaced.</summary>
    public async Task Refresh(CertificateKey key, OcspCacheEntry entry)
    {
        try
        {
            await Fetch(key, entry.CertId);
        }
        finally
        {
            entry.EndRefresh();
        }
    }

    private async Task<Outcome<OcspCacheEntry>> Share(CertificateKey key, byte[] certId)
    {
        // Gives way first, so that the task is in the dictionary before it takes itself out.
        await Task.Yield();
        try
        {
            return await Ask(key, certId);
        }
        finally
        {
            underWay.TryRemove(certId, out _);
        }
    }

    private async Task<Outcome<OcspCacheEntry>> Ask(CertificateKey key, byte[] certId)
    {
        var knownTo = lease.Sequence;
        try
        {
            var query = new OcspQuery(ImmutableCollectionsMarshal.AsImmutableArray(certId), lease.LastEvent(key));
            var answer = await grains.OcspStatus(key).Answer(query, CancellationToken.None).WaitAsync(Patience);
            if (!answer.Succeeded)
            {
                return answer.Refusal;
            }

            var entry = new OcspCacheEntry(certId, answer.Value);
            Keep(key, entry, knownTo);
            return entry;
        }
        catch (Exception fault) when (fault is TimeoutException or Orleans.Runtime.OrleansException or InvalidOperationException)
        {
            LogFailed(fault, key);
            return new Refusal(RefusalCode.Unavailable, "The status cannot be told now.");
        }
    }

    /// <summary>Not when the certificate's status changed while the answer was under way: then nobody knows which of the two it tells.</summary>
    private void Keep(CertificateKey key, OcspCacheEntry entry, long knownTo)
    {
        if (!entry.Cacheable || knownTo < 0 || lease.LastEvent(key) > knownTo)
        {
            return;
        }

        cache.Set(entry);
        if (lease.LastEvent(key) > knownTo)
        {
            cache.Remove(entry.CertId);
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "The OCSP status of {Key} could not be had.")]
    private partial void LogFailed(Exception fault, CertificateKey key);
}
