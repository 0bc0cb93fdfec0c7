using System.Collections.Immutable;
using System.Security.Cryptography;
using System.Text;
using Ucm.Grains.Interfaces.Identity;
using Ucm.Grains.Interfaces.Identity.Factors;

namespace Ucm.Grains.Identity.Factors;

/// <summary>
/// Recovery codes, as <c>k3m8-…</c>: 16 characters that are not taken for one another. Their 80 random bits need no slow hash; the hash is bound to the user.
/// </summary>
internal static class RecoveryCodeSet
{
    public const int Count = 10;
    private const string Alphabet = "0123456789abcdefghjkmnpqrstvwxyz";
    private const int Length = 16;
    private const int Group = 4;

    public static (RecoveryCodes Codes, ImmutableArray<ImmutableArray<byte>> Hashes) Make(UserName user)
    {
        var codes = Enumerable.Range(0, Count).Select(static _ => RandomNumberGenerator.GetString(Alphabet, Length)).ToArray();
        return (new RecoveryCodes([.. codes.Select(static code => new SecretText(Grouped(code)))]), [.. codes.Select(code => Hash(user, code))]);
    }

    /// <summary>The hash of a code that is left; default for a wrong code.</summary>
    public static ImmutableArray<byte> Find(UserName user, ImmutableArray<ImmutableArray<byte>> hashes, string code)
    {
        var given = Hash(user, Plain(code));
        ImmutableArray<byte> found = default;
        foreach (var hash in hashes)
        {
            found = CryptographicOperations.FixedTimeEquals(hash.AsSpan(), given.AsSpan()) ? hash : found;
        }

        return found;
    }

    private static string Grouped(string code) => string.Join('-', code.Chunk(Group).Select(static part => new string(part)));

    /// <summary>As it was made: people write capitals, leave hyphens out, and take zero and one for letters.</summary>
    private static string Plain(string code) =>
        code.ToLowerInvariant().Replace("-", string.Empty, StringComparison.Ordinal).Replace(" ", string.Empty, StringComparison.Ordinal)
            .Replace('o', '0').Replace('i', '1').Replace('l', '1');

    private static ImmutableArray<byte> Hash(UserName user, string code) =>
        [.. SHA256.HashData(Encoding.UTF8.GetBytes($"ucm-recovery-code-1\0{user}\0{code}"))];
}
