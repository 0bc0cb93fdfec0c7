using System.Security.Cryptography;
using Ucm.Pki.Keys;

namespace Ucm.Pki.Jose;

/// <summary>A signature algorithm that is accepted (RFC 7518 §3, RFC 8037 §3.1). There is no other: <c>none</c> and the HMACs do not exist here.</summary>
public sealed class JwsAlgorithm
{
    private JwsAlgorithm(string name, PublicKeyKind kind, int bits, HashAlgorithmName hash, RSASignaturePadding? padding = null)
    {
        Name = name;
        Kind = kind;
        Bits = bits;
        Hash = hash;
        Padding = padding;
    }

    public static IReadOnlyList<JwsAlgorithm> All { get; } =
    [
        new("ES256", PublicKeyKind.Ec, 256, HashAlgorithmName.SHA256),
        new("ES384", PublicKeyKind.Ec, 384, HashAlgorithmName.SHA384),
        new("ES512", PublicKeyKind.Ec, 521, HashAlgorithmName.SHA512),
        new("RS256", PublicKeyKind.Rsa, 0, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1),
        new("RS384", PublicKeyKind.Rsa, 0, HashAlgorithmName.SHA384, RSASignaturePadding.Pkcs1),
        new("RS512", PublicKeyKind.Rsa, 0, HashAlgorithmName.SHA512, RSASignaturePadding.Pkcs1),
        new("PS256", PublicKeyKind.Rsa, 0, HashAlgorithmName.SHA256, RSASignaturePadding.Pss),
        new("EdDSA", PublicKeyKind.Ed25519, 256, default),
    ];

    /// <summary>The registered name, case-sensitive.</summary>
    public string Name { get; }

    internal PublicKeyKind Kind { get; }

    /// <summary>Field size of the one curve that fits; 0 for RSA.</summary>
    internal int Bits { get; }

    /// <summary>In octets; null for RSA, where the key says it.</summary>
    internal int? SignatureLength => Bits == 0 ? null : 2 * ((Bits + 7) / 8);

    internal HashAlgorithmName Hash { get; }

    internal RSASignaturePadding? Padding { get; }

    public static JwsAlgorithm? Find(string name) => All.FirstOrDefault(algorithm => algorithm.Name == name);

    /// <summary>True when a key of this kind and curve may be used with the algorithm (RFC 7518 §3.4: the curve follows from it).</summary>
    public bool Fits(PublicKeyInfo key) => key.Kind == Kind && (Bits == 0 || Bits == key.Bits);

    public override string ToString() => Name;
}
