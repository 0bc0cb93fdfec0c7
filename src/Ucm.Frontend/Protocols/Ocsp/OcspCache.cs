using System.Collections.Concurrent;
using Microsoft.Extensions.Options;

namespace Ucm.Frontend.Protocols.Ocsp;

/// <summary>Answers by CertID, bounded by the memory they take: an entry that was not asked for since the hand last came by makes room (CLOCK).</summary>
internal sealed class OcspCache
{
    private readonly long capacity;
    private readonly ConcurrentDictionary<byte[], OcspCacheEntry> entries = new(CertIdComparer.Instance);
    private readonly ConcurrentDictionary<byte[], OcspCacheEntry>.AlternateLookup<ReadOnlySpan<byte>> bySpan;
    private readonly ConcurrentQueue<OcspCacheEntry> clock = new();
    private long size;
    private long evictions;

    public OcspCache(IOptions<OcspCacheOptions> options)
    {
        capacity = options.Value.Bytes;
        bySpan = entries.GetAlternateLookup<ReadOnlySpan<byte>>();
    }

    /// <summary>How many places are taken, those of removed entries included until the hand finds them.</summary>
    public int Count => clock.Count;

    /// <summary>Octets of memory, those of removed entries included until the hand finds them.</summary>
    public long Size => Volatile.Read(ref size);

    /// <summary>How many answers made room for others; not those that were replaced or forgotten.</summary>
    public long Evictions => Volatile.Read(ref evictions);

    public OcspCacheEntry? Find(ReadOnlySpan<byte> certId)
    {
        if (!bySpan.TryGetValue(certId, out var entry))
        {
            return null;
        }

        if (!entry.Recent)
        {
            entry.Recent = true;
        }

        return entry;
    }

    public void Set(OcspCacheEntry entry)
    {
        entries[entry.CertId] = entry;
        clock.Enqueue(entry);
        if (Interlocked.Add(ref size, entry.Size) > capacity)
        {
            Sweep();
        }
    }

    public void Remove(ReadOnlySpan<byte> certId) => bySpan.TryRemove(certId, out _);

    public void Clear() => entries.Clear();

    private void Sweep()
    {
        // Twice round bounds the walk when every entry is recent.
        for (var steps = 2 * (long)clock.Count; steps > 0 && Size > capacity && clock.TryDequeue(out var oldest); steps--)
        {
            var isHeld = entries.TryGetValue(oldest.CertId, out var held) && ReferenceEquals(held, oldest);
            if (isHeld && oldest.Recent && steps > 1)
            {
                oldest.Recent = false;
                clock.Enqueue(oldest);
                continue;
            }

            Interlocked.Add(ref size, -oldest.Size);
            if (isHeld && entries.TryRemove(KeyValuePair.Create(oldest.CertId, oldest)))
            {
                Interlocked.Increment(ref evictions);
            }
        }
    }
}
