using System.Collections.Concurrent;
using System.Collections.Immutable;
using Ucm.Grains.Interfaces;
using Ucm.Grains.Interfaces.Authorities;
using Ucm.Grains.Interfaces.Certificates;
using Ucm.Pki.X509;

namespace Ucm.Frontend.Protocols.Ocsp;

/// <summary>Tells serials that look issued from invented ones, without asking anybody but for the key, once.</summary>
internal sealed class SerialTags(IGrainFactory grains)
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(1);
    private readonly ConcurrentDictionary<AuthorityId, ImmutableArray<byte>> keys = new();

    /// <summary>True when the key is known and the serial does not fit.</summary>
    public bool IsInvented(AuthorityId authority, ReadOnlySpan<byte> serial) => keys.TryGetValue(authority, out var key) && !SerialNumbers.IsTagged(serial, key.AsSpan());

    /// <exception cref="TimeoutException">The key could not be had.</exception>
    public async ValueTask<bool> Fits(CertificateKey key)
    {
        if (!keys.TryGetValue(key.Authority, out var tagKey))
        {
            var asked = await grains.OcspScreen(key.Authority).TagKey(CancellationToken.None).WaitAsync(Patience);
            if (!asked.Succeeded)
            {
                return false;
            }

            keys[key.Authority] = tagKey = asked.Value.Octets;
        }

        return SerialNumbers.IsTagged(key.Serial.ToBytes(), tagKey.AsSpan());
    }
}
