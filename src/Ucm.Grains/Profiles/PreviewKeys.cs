using System.Collections.Concurrent;
using System.Collections.Immutable;
using Ucm.Pki.Keys;
using Ucm.Pki.Requests;
using Ucm.Pki.X509;

namespace Ucm.Grains.Profiles;

/// <summary>Requests of keys that are used for nothing but previews, for those who have no key yet. One for each algorithm, made once; the private part is gone at once.</summary>
internal static class PreviewKeys
{
    private static readonly ConcurrentDictionary<KeyAlgorithm, Lazy<ImmutableArray<byte>>> Requests = new();

    /// <summary>PKCS#10, DER, with an empty subject.</summary>
    public static ImmutableArray<byte> RequestOf(KeyAlgorithm algorithm) =>
        Requests.GetOrAdd(algorithm, static wanted => new Lazy<ImmutableArray<byte>>(() => Make(wanted))).Value;

    private static ImmutableArray<byte> Make(KeyAlgorithm algorithm)
    {
        using var key = SigningKeys.Generate(algorithm);
        return [.. CertificationRequestWriter.Write(key, DistinguishedName.Empty)];
    }
}
