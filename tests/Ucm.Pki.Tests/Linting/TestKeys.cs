using System.Collections.Concurrent;
using Ucm.Pki.Keys;

namespace Ucm.Pki.Tests.Linting;

/// <summary>Keys made once per run: RSA keys take long. Nobody disposes of them.</summary>
internal static class TestKeys
{
    private static readonly ConcurrentDictionary<(string Holder, KeyAlgorithm Algorithm), Lazy<ISigningKey>> Keys = new();

    public static ISigningKey Of(string holder, KeyAlgorithm algorithm) =>
        Keys.GetOrAdd((holder, algorithm), key => new Lazy<ISigningKey>(() => SigningKeys.Generate(key.Algorithm))).Value;
}
