using System.Collections.Concurrent;
using System.Collections.Immutable;
using Ucm.Grains.Interfaces.Acme;
using Ucm.Pki.Jose;
using Ucm.Pki.Keys;

namespace Ucm.Frontend.Protocols.Acme;

/// <summary>
/// Imported keys of accounts, so that a request does not import one. By the key's own octets: a request is verified with its account's key,
/// whatever name the key goes by.
/// Bounded, and only for keys of accounts that exist.
/// </summary>
internal sealed class AcmeKeyCache
{
    private const int Capacity = 4096;
    private readonly ConcurrentDictionary<ImmutableArray<byte>, JwsVerifier> verifiers = new(new SameOctets());

    /// <summary>Null when the stored key cannot be read, which is a fault of ours.</summary>
    public JwsVerifier? Find(AcmeAccount account)
    {
        if (verifiers.TryGetValue(account.PublicKey, out var known))
        {
            return known;
        }

        if (!PublicKeyInfo.TryParse(account.PublicKey.AsMemory(), out var key, out _))
        {
            return null;
        }

        if (verifiers.Count >= Capacity)
        {
            // Verifiers in use elsewhere are not disposed here: their handles go with the garbage.
            verifiers.Clear();
        }

        return verifiers.GetOrAdd(account.PublicKey, new JwsVerifier(key));
    }

    private sealed class SameOctets : IEqualityComparer<ImmutableArray<byte>>
    {
        public bool Equals(ImmutableArray<byte> left, ImmutableArray<byte> right) => left.AsSpan().SequenceEqual(right.AsSpan());

        public int GetHashCode(ImmutableArray<byte> octets)
        {
            var hash = default(HashCode);
            hash.AddBytes(octets.AsSpan());
            return hash.ToHashCode();
        }
    }
}
