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
    private readonly ConcurrentDictionary<byte[], Task<Shared>> underWay = new(CertIdComparer.Instance);

    public async Task<Outcome<OcspCacheEntry>> Fetch(CertificateKey key, byte[] certId)
    {
        // A question under way answers those who came later too, but not for a revocation that was heard of after it was asked (law 4).
        while (lease.IsHeld())
        {
            var needed = lease.LastEvent(key);
            var shared = await underWay.GetOrAdd(certId, static (id, self) => self.Source.Share(self.Key, id), (Source: this, Key: key));
            if (shared.KnownTo >= needed)
            {
                return shared.Outcome;
            }
        }

        // Without a lease nobody says whether a question under way has been overtaken, so it is not shared.
        return await Ask(key, certId);
    }

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

    private async Task<Shared> Share(CertificateKey key, byte[] certId)
    {
        // Gives way first, so that the task is in the dictionary before it takes itself out.
        await Task.Yield();
        try
        {
            var knownTo = lease.LastEvent(key);
            return new Shared(knownTo, await Ask(key, certId));
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

    /// <param name="KnownTo">The answer knows of the certificate's events up to this sequence.</param>
    private sealed record Shared(long KnownTo, Outcome<OcspCacheEntry> Outcome);
}
