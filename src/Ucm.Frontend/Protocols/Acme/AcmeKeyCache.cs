using System.Collections.Concurrent;
using Ucm.Grains.Interfaces.Acme;
using Ucm.Pki.Jose;
using Ucm.Pki.Keys;

namespace Ucm.Frontend.Protocols.Acme;

/// <summary>Imported keys of accounts, by thumbprint, so that a request does not import one; bounded, and only for keys of accounts that exist.</summary>
internal sealed class AcmeKeyCache
{
    private const int Capacity = 4096;
    private readonly ConcurrentDictionary<string, JwsVerifier> verifiers = new();

    /// <summary>Null when the stored key cannot be read, which is a fault of ours.</summary>
    public JwsVerifier? Find(AcmeAccount account)
    {
        if (verifiers.TryGetValue(account.Thumbprint, out var known))
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

        return verifiers.GetOrAdd(account.Thumbprint, new JwsVerifier(key));
    }
}
