using System.Security.Cryptography;

namespace Ucm.Reliability.Load;

/// <summary>The first certificate of a PEM text.</summary>
internal static class Pem
{
    public static byte[] First(string text) => PemEncoding.TryFind(text, out var found) && text[found.Label] == "CERTIFICATE"
        ? Convert.FromBase64String(text[found.Base64Data])
        : throw new FormatException("There is no certificate in the answer.");

    /// <summary>SHA-256 of its DER, hex.</summary>
    public static string HashOfFirst(string text) => Convert.ToHexStringLower(SHA256.HashData(First(text)));
}
