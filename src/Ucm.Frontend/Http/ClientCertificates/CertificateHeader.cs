using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Microsoft.Extensions.Primitives;

namespace Ucm.Frontend.Http.ClientCertificates;

/// <summary>
/// Reads the header with which a proxy says what certificate its client presented: <c>Client-Cert</c> as RFC 9440 §2.2 has it (a byte sequence,
/// <c>:base64:</c>), or under any other name PEM with percent escapes, as nginx writes <c>$ssl_client_escaped_cert</c>.
/// </summary>
internal static class CertificateHeader
{
    /// <summary>The name that RFC 9440 gives it.</summary>
    public const string StandardName = "Client-Cert";

    /// <summary>Characters of the value.</summary>
    public const int MaxLength = 16 * 1024;

    private const string Begin = "-----BEGIN CERTIFICATE-----";
    private const string End = "-----END CERTIFICATE-----";

    /// <summary>
    /// False for anything but no value, one empty value, or exactly one certificate. An empty one is none: some proxies cannot leave a header out.
    /// </summary>
    public static bool TryRead(string name, StringValues values, [NotNullWhen(true)] out PresentedCertificates? presented)
    {
        presented = PresentedCertificates.None;
        if (values.Count == 0 || (values.Count == 1 && string.IsNullOrEmpty(values[0])))
        {
            return true;
        }

        presented = values is [{ Length: <= MaxLength } text] && Decode(name, text) is { } der && IsCertificate(der)
            ? new PresentedCertificates([[.. der]])
            : null;
        return presented is not null;
    }

    private static byte[]? Decode(string name, string text) =>
        name.Equals(StandardName, StringComparison.OrdinalIgnoreCase) ? FromByteSequence(text) : FromEscapedPem(text);

    private static byte[]? FromByteSequence(string text)
    {
        var value = text.Trim(' ');
        return value.Length > 2 && value[0] == ':' && value[^1] == ':' ? FromBase64(value[1..^1]) : null;
    }

    private static byte[]? FromEscapedPem(string text)
    {
        var pem = Uri.UnescapeDataString(text).Trim();
        return pem.StartsWith(Begin, StringComparison.Ordinal) && pem.EndsWith(End, StringComparison.Ordinal) && pem.Length > Begin.Length + End.Length
            ? FromBase64(string.Concat(pem[Begin.Length..^End.Length].Where(static character => character is not ('\n' or '\r'))))
            : null;
    }

    private static byte[]? FromBase64(string text)
    {
        var octets = new byte[text.Length];
        return !text.Any(char.IsWhiteSpace) && Convert.TryFromBase64String(text, octets, out var length) ? octets[..length] : null;
    }

    /// <summary>One certificate and nothing behind it.</summary>
    private static bool IsCertificate(byte[] der)
    {
        try
        {
            using var certificate = X509CertificateLoader.LoadCertificate(der);
            return certificate.RawDataMemory.Length == der.Length;
        }
        catch (CryptographicException)
        {
            return false;
        }
    }
}
