using System.Globalization;
using System.Text.RegularExpressions;

namespace Ucm.Grains.Acme.Validation;

/// <summary>Says why a TLS handshake failed, with the other side's alert (RFC 8446 §6) when there was one.</summary>
internal static partial class TlsFaults
{
    /// <summary>OpenSSL numbers an alert that it received as 1000 and the alert; the lower 23 bits of its error code are that number.</summary>
    private const int Received = 1000;
    private const int ReasonBits = 0x7FFFFF;

    private static readonly Dictionary<int, string> Alerts = new()
    {
        [10] = "unexpected_message",
        [40] = "handshake_failure",
        [42] = "bad_certificate",
        [43] = "unsupported_certificate",
        [47] = "illegal_parameter",
        [49] = "access_denied",
        [50] = "decode_error",
        [70] = "protocol_version",
        [71] = "insufficient_security",
        [80] = "internal_error",
        [86] = "inappropriate_fallback",
        [90] = "user_canceled",
        [109] = "missing_extension",
        [112] = "unrecognized_name",
        [116] = "certificate_required",
        [120] = "no_application_protocol",
    };

    /// <summary>A clause without the words of the TLS library.</summary>
    public static string Describe(Exception fault) => AlertOf(fault) is { } alert
        ? $"it sent the alert {Alerts.GetValueOrDefault(alert, "with the number")} ({alert})"
        : fault is IOException || fault.InnerException is IOException
            ? "the connection was closed during the handshake"
            : "no common protocol version or cipher, or what came is not TLS";

    /// <summary>Null when the other side sent none.</summary>
    public static int? AlertOf(Exception fault)
    {
        for (var current = fault; current is not null; current = current.InnerException)
        {
            if (ErrorCode().Match(current.Message) is { Success: true } match)
            {
                var reason = (int)(uint.Parse(match.Groups[1].ValueSpan, NumberStyles.HexNumber, CultureInfo.InvariantCulture) & ReasonBits);
                return reason is > Received and <= Received + byte.MaxValue ? reason - Received : null;
            }
        }

        return null;
    }

    [GeneratedRegex("error:([0-9A-Fa-f]{8}):")]
    private static partial Regex ErrorCode();
}
