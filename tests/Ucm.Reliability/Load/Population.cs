using System.Collections.Concurrent;
using System.Security.Cryptography;

namespace Ucm.Reliability.Load;

/// <summary>A certificate that a client holds in hand.</summary>
internal sealed record Holding(string Serial, bool OwnKey);

/// <summary>The certificates delivered so far, good ones and revoked ones, to choose from by chance.</summary>
internal sealed class Population
{
    private readonly List<Holding> good = [];
    private readonly List<string> revoked = [];
    private readonly ConcurrentDictionary<string, long> receipts = new();

    public void Add(Holding certificate)
    {
        lock (good)
            good.Add(certificate);
    }

    /// <summary>Takes one out, for its revocation; null while there are few.</summary>
    public Holding? Take(int leave)
    {
        lock (good)
        {
            if (good.Count <= leave)
                return null;

            var index = RandomNumberGenerator.GetInt32(good.Count);
            var taken = good[index];
            good[index] = good[^1];
            good.RemoveAt(good.Count - 1);
            return taken;
        }
    }

    /// <param name="at">When the receipt was read.</param>
    public void Revoked(string serial, long at)
    {
        receipts[serial] = at;
        lock (revoked)
            revoked.Add(serial);
    }

    public long? ReceiptOf(string serial) => receipts.TryGetValue(serial, out var at) ? at : null;

    public string? AnyGood()
    {
        lock (good)
            return good.Count == 0 ? null : good[RandomNumberGenerator.GetInt32(good.Count)].Serial;
    }

    public string? AnyRevoked()
    {
        lock (revoked)
            return revoked.Count == 0 ? null : revoked[RandomNumberGenerator.GetInt32(revoked.Count)];
    }
}
