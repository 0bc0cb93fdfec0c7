using System.Collections.Concurrent;
using System.Runtime.InteropServices;
using Ucm.Frontend.Status;
using Ucm.Grains.Interfaces;
using Ucm.Grains.Interfaces.Certificates;
using Ucm.Grains.Interfaces.Ocsp;
using Ucm.Grains.Interfaces.Outcomes;

namespace Ucm.Frontend.Protocols.Ocsp;

/// <summary>Fetches answers from the status grains: one call per CertID at a time, however many ask for it.</summary>
internal sealed partial class OcspSource(IGrainFactory grains, OcspCache cache, RevocationLease lease, TimeProvider clock, ILogger<OcspSource> log)
{
    /// <summary>A client is told to try later within a second.</summary>
    public static readonly TimeSpan Timeout = TimeSpan.FromMilliseconds(900);

    private readonly ConcurrentDictionary<byte[], Lazy<Task<Shared>>> underWay = new(CertIdComparer.Instance);

    /// <summary>How many CertIDs are being asked about.</summary>
    public int UnderWay => underWay.Count;

    public Task<Outcome<OcspCacheEntry>> Fetch(CertificateKey key, byte[] certId) => Fetch(key, certId, replaced: null);

    /// <summary>Off the request's path; the entry serves on until it is replaced.</summary>
    public async Task Refresh(CertificateKey key, OcspCacheEntry entry)
    {
        try
        {
            await Fetch(key, entry.CertId, entry);
        }
        finally
        {
            entry.EndRefresh();
        }
    }

    private async Task<Outcome<OcspCacheEntry>> Fetch(CertificateKey key, byte[] certId, OcspCacheEntry? replaced)
    {
        // A question under way answers those who came later too, but not for a revocation that was heard of after it was asked (law 4).
        while (lease.IsHeld())
        {
            var needed = lease.LastEvent(key);

            // Begun only once it is in the dictionary: one that ended before would stay there, and answer for ever.
            var shared = await underWay.GetOrAdd(certId, static (id, self) => new(() => self.Source.Share(self.Key, id, self.Replaced)), (Source: this, Key: key, Replaced: replaced)).Value;
            if (!shared.Outcome.Succeeded || (shared.KnownTo >= needed && lease.IsHeld()))
            {
                return shared.Outcome;
            }
        }

        // Without a lease nobody says whether a question under way has been overtaken, so it is not shared, and the answer must rest on a recent reading.
        return await Ask(key, certId, recent: true);
    }

    private async Task<Shared> Share(CertificateKey key, byte[] certId, OcspCacheEntry? replaced)
    {
        try
        {
            var knownTo = lease.LastEvent(key);

            // Another who asked for the same may have been answered just before.
            return cache.Find(certId) is { } kept && kept != replaced && kept.KnownTo >= knownTo && clock.GetUtcNow() < kept.NextUpdate
                ? new Shared(knownTo, kept)
                : new Shared(knownTo, await Ask(key, certId, recent: false));
        }
        finally
        {
            underWay.TryRemove(certId, out _);
        }
    }

    private async Task<Outcome<OcspCacheEntry>> Ask(CertificateKey key, byte[] certId, bool recent)
    {
        var epoch = lease.Epoch;
        var knownTo = lease.Sequence;
        try
        {
            var query = new OcspQuery(ImmutableCollectionsMarshal.AsImmutableArray(certId), lease.LastEvent(key), recent);
            var answer = await grains.OcspStatus(key).Answer(query, CancellationToken.None).WaitAsync(Timeout, clock);
            if (!answer.Succeeded)
            {
                return answer.Refusal;
            }

            var entry = new OcspCacheEntry(certId, answer.Value) { KnownTo = knownTo };
            Keep(key, entry, epoch);
            return entry;
        }
        catch (Exception fault) when (fault is TimeoutException or Orleans.Runtime.OrleansException or InvalidOperationException)
        {
            LogFailed(fault, key);
            return new Refusal(RefusalCode.Unavailable, "The status cannot be told now.");
        }
    }

    /// <summary>Not when the certificate's status changed while the answer was under way: then nobody knows which of the two it tells.</summary>
    private void Keep(CertificateKey key, OcspCacheEntry entry, int epoch)
    {
        if (!entry.Cacheable || entry.KnownTo < 0 || IsOvertaken(key, entry, epoch))
        {
            return;
        }

        cache.Set(entry);

        // Once more, since the cache may have been told before the entry was in it.
        if (IsOvertaken(key, entry, epoch))
        {
            cache.Remove(entry.CertId);
        }
    }

    private bool IsOvertaken(CertificateKey key, OcspCacheEntry entry, int epoch) => lease.Epoch != epoch || lease.LastEvent(key) > entry.KnownTo;

    [LoggerMessage(Level = LogLevel.Warning, Message = "The OCSP status of {Key} could not be had.")]
    private partial void LogFailed(Exception fault, CertificateKey key);

    /// <param name="KnownTo">The answer knows of the certificate's events up to this sequence.</param>
    private sealed record Shared(long KnownTo, Outcome<OcspCacheEntry> Outcome);
}
