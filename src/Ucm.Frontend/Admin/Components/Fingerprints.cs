using System.Security.Cryptography;

namespace Ucm.Frontend.Admin.Components;

internal static class Fingerprints
{
    /// <summary>Hex in pairs, as openssl prints it.</summary>
    public static string Sha256(ReadOnlySpan<byte> der) => Pairs(SHA256.HashData(der));

    public static string Sha1(ReadOnlySpan<byte> der)
    {
#pragma warning disable CA5350 // People compare it with what browsers show; nothing trusts it.
        return Pairs(SHA1.HashData(der));
#pragma warning restore CA5350
    }

    private static string Pairs(byte[] hash) => string.Join(':', hash.Select(static octet => $"{octet:X2}"));
}
