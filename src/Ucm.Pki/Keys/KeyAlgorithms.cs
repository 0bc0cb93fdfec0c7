namespace Ucm.Pki.Keys;

/// <summary>The names of key algorithms in configuration and interfaces: <c>rsa-2048 rsa-3072 rsa-4096 ecdsa-p256 ecdsa-p384 ecdsa-p521 ed25519</c>.</summary>
public static class KeyAlgorithms
{
    private static readonly string[] Names = ["rsa-2048", "rsa-3072", "rsa-4096", "ecdsa-p256", "ecdsa-p384", "ecdsa-p521", "ed25519"];

    public static string ToName(this KeyAlgorithm algorithm) => Names[(int)algorithm];

    /// <summary>Exact names only.</summary>
    public static bool TryParse(string? name, out KeyAlgorithm algorithm)
    {
        var index = Array.IndexOf(Names, name);
        algorithm = (KeyAlgorithm)Math.Max(index, 0);
        return index >= 0;
    }

    internal static bool IsRsa(this KeyAlgorithm algorithm) => algorithm <= KeyAlgorithm.Rsa4096;
}
