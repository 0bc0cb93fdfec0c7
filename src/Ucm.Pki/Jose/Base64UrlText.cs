using System.Buffers;
using System.Buffers.Text;
using System.Diagnostics.CodeAnalysis;

namespace Ucm.Pki.Jose;

/// <summary>base64url as RFC 7515 §2 has it: no padding, no white space, no stray bits at the end. One text per octet string.</summary>
public static class Base64UrlText
{
    private static readonly SearchValues<char> Alphabet = SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_");

    public static string Encode(ReadOnlySpan<byte> octets) => Base64Url.EncodeToString(octets);

    public static bool TryDecode(string text, [NotNullWhen(true)] out byte[]? octets)
    {
        octets = null;
        if (text.Length % 4 == 1 || text.AsSpan().ContainsAnyExcept(Alphabet))
        {
            return false;
        }

        var buffer = new byte[Base64Url.GetMaxDecodedLength(text.Length)];
        if (Base64Url.DecodeFromChars(text, buffer, out _, out var written) != OperationStatus.Done || Base64Url.EncodeToString(buffer.AsSpan(0, written)) != text)
        {
            return false;
        }

        octets = written == buffer.Length ? buffer : buffer[..written];
        return true;
    }
}
