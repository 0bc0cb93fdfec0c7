using System.Collections.Concurrent;
using Microsoft.Extensions.Options;

namespace Ucm.Frontend.Protocols.Ocsp;

/// <summary>Answers by CertID, bounded: an entry that was not asked for since the hand last came by makes room (CLOCK).</summary>
internal sealed class OcspCache
{
    private readonly int capacity;
    private readonly ConcurrentDictionary<byte[], OcspCacheEntry> entries = new(CertIdComparer.Instance);
    private readonly ConcurrentDictionary<byte[], OcspCacheEntry>.AlternateLookup<ReadOnlySpan<byte>> bySpan;
    private readonly ConcurrentQueue<OcspCacheEntry> clock = new();

    public OcspCache(IOptions<OcspCacheOptions> options)
    {
        capacity = options.Value.Entries;
        bySpan = entries.GetAlternateLookup<ReadOnlySpan<byte>>();
    }

    /// <summary>How many places are taken, those of removed entries included until the hand finds them.</summary>
    public int Count => clock.Count;

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
        Sweep();
    }

    public void Remove(ReadOnlySpan<byte> certId) => bySpan.TryRemove(certId, out _);

    public void Clear() => entries.Clear();

    private void Sweep()
    {
        // Twice the size bounds the walk when every entry is recent.
        for (var steps = 2 * capacity; steps > 0 && clock.Count > capacity && clock.TryDequeue(out var oldest); steps--)
        {
            var isHeld = entries.TryGetValue(oldest.CertId, out var held) && ReferenceEquals(held, oldest);
            if (isHeld && oldest.Recent && steps > 1)
            {
                oldest.Recent = false;
                clock.Enqueue(oldest);
            }
            else if (isHeld)
            {
                entries.TryRemove(KeyValuePair.Create(oldest.CertId, oldest));
            }
        }
    }
}
