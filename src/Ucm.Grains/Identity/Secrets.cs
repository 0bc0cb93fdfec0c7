using System.Buffers.Text;
using System.Collections.Immutable;
using System.Security.Cryptography;
using System.Text;

namespace Ucm.Grains.Identity;

/// <summary>Random identifiers and token secrets. A secret of 256 bits needs no salt and no slow hash.</summary>
internal static class Secrets
{
    public static string NewId() => Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(16));

    public static string NewSecret() => Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(32));

    public static ImmutableArray<byte> Hash(string secret) => [.. SHA256.HashData(Encoding.UTF8.GetBytes(secret))];

    public static bool Matches(string secret, ImmutableArray<byte> hash) => CryptographicOperations.FixedTimeEquals(Hash(secret).AsSpan(), hash.AsSpan());

    /// <summary>Splits <c>{id}.{secret}</c>; false for anything that this class did not make.</summary>
    public static bool TrySplit(string token, out string id, out string secret)
    {
        var at = token.IndexOf('.', StringComparison.Ordinal);
        var valid = at == 22 && token.Length == 22 + 1 + 43 && Base64Url.IsValid(token.AsSpan(0, at)) && Base64Url.IsValid(token.AsSpan(at + 1));
        (id, secret) = valid ? (token[..at], token[(at + 1)..]) : (string.Empty, string.Empty);
        return valid;
    }
}
