using System.Collections.Concurrent;
using Ucm.Grains.Interfaces;
using Ucm.Grains.Interfaces.Authorities;
using Ucm.Grains.Interfaces.Certificates;
using Ucm.Pki.X509;

namespace Ucm.Frontend.Protocols.Ocsp;

/// <summary>Tells serials that look issued from invented ones, without asking anybody but for the key, once.</summary>
internal sealed class SerialTags(IGrainFactory grains) : IDisposable
{
    private static readonly TimeSpan Timeout = TimeSpan.FromSeconds(1);
    private readonly ConcurrentDictionary<AuthorityId, SerialTagCheck> checks = new();

    /// <summary>True when the key is known and the serial does not fit.</summary>
    public bool IsInvented(AuthorityId authority, ReadOnlySpan<byte> serial) => checks.TryGetValue(authority, out var check) && !check.Fits(serial);

    /// <exception cref="TimeoutException">The key could not be had.</exception>
    public async ValueTask<bool> Fits(CertificateKey key)
    {
        if (!checks.TryGetValue(key.Authority, out var check))
        {
            var asked = await grains.OcspScreen(key.Authority).TagKey(CancellationToken.None).WaitAsync(Timeout);
            if (!asked.Succeeded)
            {
                return false;
            }

            check = checks.GetOrAdd(key.Authority, static (_, tagKey) => new SerialTagCheck(tagKey.AsMemory()), asked.Value.Octets);
        }

        return check.Fits(key.Serial.ToBytes());
    }

    public void Dispose()
    {
        foreach (var check in checks.Values)
        {
            check.Dispose();
        }
    }
}
