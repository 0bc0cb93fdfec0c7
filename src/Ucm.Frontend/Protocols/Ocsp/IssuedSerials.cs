using System.Collections.Concurrent;
using Ucm.Grains.Interfaces.Certificates;

namespace Ucm.Frontend.Protocols.Ocsp;

/// <summary>Serials without a tag that turned out to be issued, which they stay for ever. Only a hint, so when there are many it begins anew.</summary>
internal sealed class IssuedSerials
{
    public const int Limit = 65_536;
    private readonly ConcurrentDictionary<CertificateKey, bool> keys = new();
    private int count;

    public bool IsEmpty => Volatile.Read(ref count) == 0;

    public bool Contains(CertificateKey key) => keys.ContainsKey(key);

    public void Add(CertificateKey key)
    {
        if (keys.TryAdd(key, true) && Interlocked.Increment(ref count) > Limit)
        {
            keys.Clear();
            Volatile.Write(ref count, 0);
        }
    }
}
