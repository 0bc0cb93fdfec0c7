using Ucm.Pki.Keys;

namespace Ucm.Grains.Crl;

/// <summary>The algorithm that a CRL names inside itself before it is signed.</summary>
internal static class CrlAlgorithms
{
    public static KeyAlgorithm For(string keyAlgorithm) => KeyAlgorithms.TryParse(keyAlgorithm, out var algorithm)
        ? algorithm
        : throw new InvalidOperationException($"There is no key algorithm {keyAlgorithm}.");
}
