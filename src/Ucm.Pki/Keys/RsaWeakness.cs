using System.Numerics;

namespace Ucm.Pki.Keys;

/// <summary>The weaknesses of RSA keys that show in the public key (CA/B BR §6.1.1.3, §6.1.6).</summary>
internal static class RsaWeakness
{
    private const int FermatRounds = 100;
    private static readonly int[] SmallPrimes = [.. Enumerable.Range(3, 1000).Where(n => n % 2 == 1 && IsPrime(n))];

    public static PkiFault? Find(PublicKeyInfo key)
    {
        var exponent = new BigInteger(key.Exponent.Span, isUnsigned: true, isBigEndian: true);
        var modulus = new BigInteger(key.Modulus.Span, isUnsigned: true, isBigEndian: true);
        if (exponent.IsEven || exponent <= 65536 || exponent.GetBitLength() > 256)
        {
            return Weak("The RSA exponent must be odd, greater than 65536 and less than 2^256.");
        }

        if (modulus.IsEven || HasSmallFactor(modulus))
        {
            return Weak("The RSA modulus has a small prime factor.");
        }

        if (RocaFingerprint.Matches(modulus))
        {
            return Weak("The RSA key was made by a generator with the ROCA weakness (CVE-2017-15361).");
        }

        return HasClosePrimes(modulus) ? Weak("The RSA modulus has prime factors that are too close together.") : null;
    }

    private static PkiFault Weak(string detail) => new(PkiFaultKind.WeakKey, detail);

    private static bool HasSmallFactor(BigInteger modulus)
    {
        // Several primes at a time, as long as their product fits 32 bits.
        for (var i = 0; i < SmallPrimes.Length;)
        {
            var first = i;
            ulong product = 1;
            while (i < SmallPrimes.Length && product * (ulong)SmallPrimes[i] <= uint.MaxValue)
            {
                product *= (ulong)SmallPrimes[i++];
            }

            var remainder = (uint)(modulus % (uint)product);
            for (var j = first; j < i; j++)
            {
                if (remainder % (uint)SmallPrimes[j] == 0)
                {
                    return true;
                }
            }
        }

        return false;
    }

    /// <summary>Fermat's factorisation, as many rounds as the BRs ask for.</summary>
    private static bool HasClosePrimes(BigInteger modulus)
    {
        var a = SquareRoot(modulus);
        if (a * a < modulus)
        {
            a += 1;
        }

        var difference = (a * a) - modulus;
        for (var round = 0; round < FermatRounds; round++)
        {
            if (IsSquare(difference))
            {
                return true;
            }

            difference += (2 * a) + 1;
            a += 1;
        }

        return false;
    }

    private static bool IsSquare(BigInteger value)
    {
        // Squares are 0, 1, 4 or 9 modulo 16: three of four candidates need no root.
        if ((int)(value & 15) is not (0 or 1 or 4 or 9) || (uint)(value % 3465) is var remainder && !QuadraticResidues[remainder])
        {
            return false;
        }

        var root = SquareRoot(value);
        return root * root == value;
    }

    private static readonly bool[] QuadraticResidues = FindQuadraticResidues(3465);

    private static bool[] FindQuadraticResidues(int modulus)
    {
        var residues = new bool[modulus];
        for (var i = 0; i < modulus; i++)
        {
            residues[i * i % modulus] = true;
        }

        return residues;
    }

    /// <summary>Newton's method from above; the floor of the root.</summary>
    private static BigInteger SquareRoot(BigInteger value)
    {
        if (value.IsZero)
        {
            return value;
        }

        var root = BigInteger.One << (int)((value.GetBitLength() + 1) / 2);
        while (true)
        {
            var next = (root + (value / root)) >> 1;
            if (next >= root)
            {
                return root;
            }

            root = next;
        }
    }

    private static bool IsPrime(int n)
    {
        for (var i = 3; i * i <= n; i += 2)
        {
            if (n % i == 0)
            {
                return false;
            }
        }

        return true;
    }
}
