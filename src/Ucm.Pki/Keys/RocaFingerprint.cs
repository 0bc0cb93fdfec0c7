using System.Numerics;

namespace Ucm.Pki.Keys;

/// <summary>
/// The fingerprint of CVE-2017-15361 (Nemec et al., "The Return of Coppersmith's Attack", CCS 2017): modulo every small prime the modulus is a power of 65537,
/// which a random modulus is with a probability below 2⁻²⁷.
/// </summary>
internal static class RocaFingerprint
{
    private static readonly (int Prime, bool[] Powers)[] Primes =
    [
        .. new[] { 3, 5, 7, 11, 13, 17, 19, 23, 29, 31, 37, 41, 43, 47, 53, 59, 61, 67, 71, 73, 79, 83, 89, 97, 101, 103, 107, 109, 113, 127, 131, 137, 139, 149, 151, 157, 163, 167 }
            .Select(prime => (prime, Powers(prime))),
    ];

    public static bool Matches(BigInteger modulus)
    {
        foreach (var (prime, powers) in Primes)
        {
            if (!powers[(int)(modulus % prime)])
            {
                return false;
            }
        }

        return true;
    }

    private static bool[] Powers(int prime)
    {
        var powers = new bool[prime];
        for (var power = 1; !powers[power]; power = (int)(power * 65537L % prime))
        {
            powers[power] = true;
        }

        return powers;
    }
}
