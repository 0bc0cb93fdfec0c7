using System.Collections.Concurrent;
using Ucm.Pki.Keys;
using Ucm.Pki.X509;

namespace Ucm.Pki.Tests;

/// <summary>One key of each algorithm, made once: RSA keys take their time.</summary>
internal static class TestKeys
{
    private static readonly ConcurrentDictionary<KeyAlgorithm, Lazy<ISigningKey>> Keys = new();

    public static ISigningKey Get(KeyAlgorithm algorithm) => Keys.GetOrAdd(algorithm, which => new Lazy<ISigningKey>(() => SigningKeys.Generate(which))).Value;

    public static PublicKeyInfo Public(KeyAlgorithm algorithm) => PublicKeyInfo.Parse(Get(algorithm).SubjectPublicKeyInfo);

    public static IReadOnlyList<GeneralName> Dns(params string[] names) => [.. names.Select(name => new GeneralName(GeneralNameKind.Dns, name))];
}
