using Ucm.Pki.Keys;

namespace Ucm.Grains.Crl;

/// <summary>The signature AlgorithmIdentifier that a CRL names inside itself before it is signed.</summary>
internal static class CrlAlgorithms
{
    public static ReadOnlyMemory<byte> For(string keyAlgorithm) => KeyAlgorithms.TryParse(keyAlgorithm, out var algorithm)
        ? algorithm.SignatureAlgorithm()
        : throw new InvalidOperationException($"There is no key algorithm {keyAlgorithm}.");
}
