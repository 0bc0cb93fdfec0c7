using System.Security.Cryptography;
using Ucm.Pki.Jose;

namespace Ucm.Grains.Acme;

/// <summary>Random identifiers that nobody guesses: 128 bits for accounts and orders, 256 for challenge tokens (RFC 8555 §8.3 demands 128).</summary>
internal static class AcmeIds
{
    public static string New() => Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(16));

    /// <summary>Frontends choose the ids of orders, so one is checked before anything is stored under it.</summary>
    public static bool IsId(string text) => text.Length == 32 && text.All(char.IsAsciiHexDigitLower);

    public static string NewToken() => Base64UrlText.Encode(RandomNumberGenerator.GetBytes(32));
}
