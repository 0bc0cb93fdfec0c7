using System.Numerics;
using System.Security.Cryptography;
using Ucm.Pki.Keys;

namespace Ucm.Pki.Tests.Keys;

public sealed class KeyPolicyTests
{
    private static readonly BigInteger F4 = 65537;

    [Fact]
    public void Check_1024Bits_IsWeak()
    {
        using var rsa = RSA.Create(1024);

        Check(rsa.ExportSubjectPublicKeyInfo())!.Kind.ShouldBe(PkiFaultKind.WeakKey);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    [InlineData(65535)]
    [InlineData(65538)]
    public void Check_ExponentSmallOrEven_IsWeak(int exponent)
    {
        var modulus = new BigInteger(TestKeys.Public(KeyAlgorithm.Rsa2048).Modulus.Span, isUnsigned: true, isBigEndian: true);

        Check(Spki(modulus, exponent))!.Detail.ShouldContain("exponent");
    }

    [Fact]
    public void Check_SmallFactor_IsWeak()
    {
        var modulus = (BigInteger.One << 2047) + 1;
        modulus += 997 - (modulus % 997);
        modulus += modulus.IsEven ? 997 : 0;

        Check(Spki(modulus, F4))!.Detail.ShouldContain("small prime factor");
    }

    [Fact]
    public void Check_ClosePrimes_IsWeak()
    {
        var p = NextPrime(RandomBits(1024));
        var q = NextPrime(p + 2);

        Check(Spki(p * q, F4))!.Detail.ShouldContain("close together");
    }

    [Fact]
    public void Check_RocaKey_IsWeak()
    {
        // Primes as the flawed generator made them: k·M + (65537^a mod M), M the product of the first primes.
        var primorial = Enumerable.Range(2, 166).Where(n => Enumerable.Range(2, n - 2).All(d => n % d != 0)).Aggregate(BigInteger.One, (product, prime) => product * prime);

        Check(Spki(RocaPrime(primorial) * RocaPrime(primorial), F4))!.Detail.ShouldContain("ROCA");
    }

    [Fact]
    public void Check_GoodRsaKeys_PassEachRule()
    {
        foreach (var algorithm in new[] { KeyAlgorithm.Rsa2048, KeyAlgorithm.Rsa3072, KeyAlgorithm.Rsa4096 })
        {
            KeyPolicy.Default.Check(TestKeys.Public(algorithm)).ShouldBeNull();
        }
    }

    [Fact]
    public void Check_BlockedKey_IsRefusedByItsHash()
    {
        var key = TestKeys.Public(KeyAlgorithm.EcdsaP256);
        var policy = KeyPolicy.Default with { BlockedKeys = new HashSet<string> { Convert.ToHexStringLower(key.Sha256()) } };

        policy.Check(key)!.Kind.ShouldBe(PkiFaultKind.BlockedKey);
        policy.Check(TestKeys.Public(KeyAlgorithm.EcdsaP384)).ShouldBeNull();
    }

    [Fact]
    public void Check_Ed25519SmallOrder_IsWeak()
    {
        // The neutral element (y = 1).
        var der = TestKeys.Get(KeyAlgorithm.Ed25519).SubjectPublicKeyInfo.ToArray();
        der.AsSpan(^32..).Clear();
        der[^32] = 1;

        Check(der)!.Kind.ShouldBe(PkiFaultKind.WeakKey);
    }

    private static PkiFault? Check(byte[] spki)
    {
        PublicKeyInfo.TryParse(spki, out var key, out var fault).ShouldBeTrue(fault?.Detail);
        return KeyPolicy.Default.Check(key!);
    }

    private static byte[] Spki(BigInteger modulus, BigInteger exponent)
    {
        var writer = new System.Formats.Asn1.AsnWriter(System.Formats.Asn1.AsnEncodingRules.DER);
        using (writer.PushSequence())
        {
            using (writer.PushSequence())
            {
                writer.WriteObjectIdentifier("1.2.840.113549.1.1.1");
                writer.WriteNull();
            }

            var key = new System.Formats.Asn1.AsnWriter(System.Formats.Asn1.AsnEncodingRules.DER);
            using (key.PushSequence())
            {
                key.WriteInteger(modulus);
                key.WriteInteger(exponent);
            }

            writer.WriteBitString(key.Encode());
        }

        return writer.Encode();
    }

    private static BigInteger RocaPrime(BigInteger primorial)
    {
        while (true)
        {
            // RandomBits sets the two highest bits, so that the product of two primes has 2048.
            var residue = BigInteger.ModPow(F4, RandomBits(64), primorial);
            var candidate = (RandomBits(1024) / primorial * primorial) + residue;
            if (candidate.GetBitLength() == 1024 && IsProbablePrime(candidate))
            {
                return candidate;
            }
        }
    }

    private static BigInteger RandomBits(int bits)
    {
        var octets = RandomNumberGenerator.GetBytes((bits + 7) / 8);
        return new BigInteger(octets, isUnsigned: true) | (BigInteger.One << (bits - 1)) | (BigInteger.One << (bits - 2));
    }

    private static BigInteger NextPrime(BigInteger from)
    {
        var candidate = from | 1;
        while (!IsProbablePrime(candidate))
        {
            candidate += 2;
        }

        return candidate;
    }

    private static bool IsProbablePrime(BigInteger n) => n % 3 != 0 && n % 5 != 0 && n % 7 != 0 && BigInteger.ModPow(2, n - 1, n).IsOne;
}
