using System.Collections.Immutable;
using System.Security.Cryptography;
using Ucm.Grains.Interfaces.Outcomes;
using Ucm.Pki.Requests;

namespace Ucm.Frontend.Admin.Api;

/// <summary>
/// A certification request as people paste it: PEM with text around it, or base64 of the DER. What is harmless is taken (a byte order mark, line
/// breaks written as <c>\n</c>); what leaves a doubt about what was meant is refused. Nothing of it is logged: a private key may be among it.
/// </summary>
internal static class PastedRequest
{
    public static Refusal? TryRead(string text, out ImmutableArray<byte> der)
    {
        der = [];
        var cleaned = text.Trim('\uFEFF').Replace("\\r", string.Empty, StringComparison.Ordinal).Replace("\\n", "\n", StringComparison.Ordinal).Trim();
        var base64 = cleaned;
        if (cleaned.Contains("-----BEGIN", StringComparison.Ordinal))
        {
            if (OnlyRequest(cleaned, out base64) is { } refusal)
            {
                return refusal;
            }
        }

        var buffer = new byte[(base64.Length / 4 * 3) + 3];
        if (!Convert.TryFromBase64String(base64, buffer, out var length) || length is 0 or > CertificationRequest.MaxLength)
        {
            return Bad($"The csr is neither PEM nor base64 of at most {CertificationRequest.MaxLength} octets.");
        }

        der = [.. buffer.AsSpan(0, length)];
        return null;
    }

    private static Refusal? OnlyRequest(string text, out string base64)
    {
        base64 = string.Empty;
        if (text.Contains("PRIVATE KEY-----", StringComparison.Ordinal))
        {
            return Bad("The csr has a private key with it, which should never be sent: whoever saw it can use it. Make a new key, and send only the CERTIFICATE REQUEST.");
        }

        string? other = null;
        var requests = 0;
        var rest = text.AsSpan();
        while (PemEncoding.TryFind(rest, out var pem))
        {
            var label = rest[pem.Label];
            if (label is "CERTIFICATE REQUEST" or "NEW CERTIFICATE REQUEST")
            {
                base64 = rest[pem.Base64Data].ToString();
                requests++;
            }
            else
            {
                other ??= label.ToString();
            }

            rest = rest[pem.Location.End..];
        }

        // What has a beginning and no end may be the request that was meant.
        var isWhole = !rest.Contains("-----BEGIN", StringComparison.Ordinal);
        return (requests, other) switch
        {
            ( > 1, _) => Bad($"The csr holds {requests} requests. Send each one by itself."),
            (1, null) when isWhole => null,
            (_, { } label) => Bad($"The csr has a PEM block of the type {label[..Math.Min(label.Length, 40)]}; there must be one CERTIFICATE REQUEST and nothing else (RFC 7468 §7)."),
            _ => Bad("The csr is not a whole PEM block of the type CERTIFICATE REQUEST (RFC 7468 §7)."),
        };
    }

    private static Refusal Bad(string detail) => new(RefusalCode.BadCsr, detail);
}
