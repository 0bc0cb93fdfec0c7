using System.Security.Cryptography;

namespace Ucm.Pki.Jose;

/// <summary>An HMAC of RFC 7518 §3.2. Only external account bindings have them: for any other JWS they do not exist (<see cref="JwsAlgorithm"/>).</summary>
public sealed class HmacAlgorithm
{
    private HmacAlgorithm(string name, HashAlgorithmName hash, int macLength)
    {
        Name = name;
        Hash = hash;
        MacLength = macLength;
    }

    public static IReadOnlyList<HmacAlgorithm> All { get; } =
    [
        new("HS256", HashAlgorithmName.SHA256, HMACSHA256.HashSizeInBytes),
        new("HS384", HashAlgorithmName.SHA384, HMACSHA384.HashSizeInBytes),
        new("HS512", HashAlgorithmName.SHA512, HMACSHA512.HashSizeInBytes),
    ];

    /// <summary>The registered name, case-sensitive.</summary>
    public string Name { get; }

    /// <summary>In octets.</summary>
    internal int MacLength { get; }

    private HashAlgorithmName Hash { get; }

    public static HmacAlgorithm? Find(string name) => All.FirstOrDefault(algorithm => algorithm.Name == name);

    public override string ToString() => Name;

    internal byte[] Compute(ReadOnlySpan<byte> key, ReadOnlySpan<byte> input) => CryptographicOperations.HmacData(Hash, key, input);
}
