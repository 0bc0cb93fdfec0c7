using System.Buffers;
using System.Globalization;
using System.Net;
using System.Net.Sockets;

namespace Ucm.Pki.X509;

/// <summary>IP addresses as text, strictly: dotted decimal of four numbers without leading zeros, or RFC 4291 §2.2 without a zone.</summary>
internal static class IpLiterals
{
    private static readonly SearchValues<char> Version6Characters = SearchValues.Create("0123456789abcdefABCDEF:.");

    public static IPAddress? Parse(string text)
    {
        if (text.Length > 45)
        {
            return null;
        }

        if (text.Contains(':'))
        {
            return text.AsSpan().ContainsAnyExcept(Version6Characters) ? null
                : IPAddress.TryParse(text, out var address) && address.AddressFamily == AddressFamily.InterNetworkV6 ? address : null;
        }

        Span<byte> octets = stackalloc byte[4];
        var count = 0;
        foreach (var range in text.AsSpan().Split('.'))
        {
            var part = text.AsSpan(range);
            if (count == 4 || part.Length is 0 or > 3 || (part.Length > 1 && part[0] == '0')
                || !byte.TryParse(part, NumberStyles.None, CultureInfo.InvariantCulture, out octets[count]))
            {
                return null;
            }

            count++;
        }

        return count == 4 ? new IPAddress(octets) : null;
    }
}
