using System.Buffers;
using System.Buffers.Text;
using System.Text;

namespace Ucm.Pki.Ocsp;

/// <summary>
/// Decodes what follows the responder's URL in a GET (RFC 6960 Appendix A.1): base64, of which <c>/ + =</c> may be percent-encoded or not, padding may be
/// missing, there may be encoded line breaks, and a client may have put an extra slash in front.
/// </summary>
public static class OcspGetPath
{
    private static readonly SearchValues<char> Special = SearchValues.Create("%=?-_");

    /// <param name="encoded">The request target after <c>/ocsp</c>, exactly as it came.</param>
    /// <param name="request">At least as long as <paramref name="encoded"/> + 3.</param>
    public static bool TryDecode(ReadOnlySpan<char> encoded, Span<byte> request, out int written)
    {
        written = 0;

        // A request is a SEQUENCE, so its base64 begins with M and never with a slash.
        encoded = encoded.TrimStart('/');
        var length = 0;
        while (!encoded.IsEmpty)
        {
            var plain = encoded.IndexOfAny(Special);
            var run = plain < 0 ? encoded : encoded[..plain];
            if (Ascii.FromUtf16(run, request[length..], out var copied) != OperationStatus.Done)
            {
                return false;
            }

            length += copied;
            encoded = encoded[run.Length..];
            if (encoded.IsEmpty)
            {
                break;
            }

            var c = encoded[0];
            encoded = encoded[1..];
            if (c == '%')
            {
                if (encoded.Length < 2 || !TryHex(encoded[..2], out c))
                {
                    return false;
                }

                encoded = encoded[2..];
            }

            if (c is '=' or '?')
            {
                break;
            }

            if (c is '\n' or '\r')
            {
                // Some clients encode the line breaks of their base64 too.
                continue;
            }

            request[length++] = c switch { '-' => (byte)'+', '_' => (byte)'/', _ => (byte)c };
        }

        for (; length % 4 != 0; length++)
        {
            request[length] = (byte)'=';
        }

        return Base64.DecodeFromUtf8InPlace(request[..length], out written) == OperationStatus.Done && written > 0;
    }

    private static bool TryHex(ReadOnlySpan<char> digits, out char c)
    {
        c = default;
        if (!char.IsAsciiHexDigit(digits[0]) || !char.IsAsciiHexDigit(digits[1]))
        {
            return false;
        }

        c = (char)byte.Parse(digits, System.Globalization.NumberStyles.AllowHexSpecifier, System.Globalization.CultureInfo.InvariantCulture);
        return true;
    }
}
