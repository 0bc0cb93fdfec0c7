using System.Globalization;
using System.Numerics;
using Ucm.Pki.Asn1;

namespace Ucm.Pki.Keys;

/// <summary>A NIST prime curve y² = x³ − 3x + b over p, of cofactor 1 (SP 800-186 §3.2.1).</summary>
internal sealed class PrimeCurve
{
    private static readonly PrimeCurve P256 = new(
        "P-256",
        256,
        BigInteger.Pow(2, 256) - BigInteger.Pow(2, 224) + BigInteger.Pow(2, 192) + BigInteger.Pow(2, 96) - 1,
        "5ac635d8aa3a93e7b3ebbd55769886bc651d06b0cc53b0f63bce3c3e27d2604b");

    private static readonly PrimeCurve P384 = new(
        "P-384",
        384,
        BigInteger.Pow(2, 384) - BigInteger.Pow(2, 128) - BigInteger.Pow(2, 96) + BigInteger.Pow(2, 32) - 1,
        "b3312fa7e23ee7e4988e056be3f82d19181d9c6efe8141120314088f5013875ac656398d8a2ed19d2a85c8edd3ec2aef");

    private static readonly PrimeCurve P521 = new(
        "P-521",
        521,
        BigInteger.Pow(2, 521) - 1,
        "051953eb9618e1c9a1f929a21a0b68540eea2da725b99b315f3b8b489918ef109e156193951ec7e937b1652c0bd3bb1bf073573df883d2c34f1ef451fd46b503f00");

    private readonly BigInteger prime;
    private readonly BigInteger b;

    private PrimeCurve(string name, int bits, BigInteger prime, string b)
    {
        Name = name;
        Bits = bits;
        this.prime = prime;
        this.b = BigInteger.Parse("0" + b, NumberStyles.HexNumber, CultureInfo.InvariantCulture);
    }

    public string Name { get; }

    public int Bits { get; }

    /// <summary>Length of one coordinate.</summary>
    public int Octets => (Bits + 7) / 8;

    public static PrimeCurve? Find(string oid) => oid switch
    {
        Oids.P256 => P256,
        Oids.P384 => P384,
        Oids.P521 => P521,
        _ => null,
    };

    /// <summary>Full public key validation (SP 800-56A §5.6.2.3.3; the cofactor is 1 and infinity has no uncompressed form).</summary>
    public bool Contains(ReadOnlySpan<byte> coordinates)
    {
        var x = new BigInteger(coordinates[..Octets], isUnsigned: true, isBigEndian: true);
        var y = new BigInteger(coordinates[Octets..], isUnsigned: true, isBigEndian: true);
        return x < prime && y < prime && ((((x * x) - 3) * x) + b - (y * y)) % prime == 0;
    }
}
