namespace Ucm.Pki.Linting.Rules;

/// <summary>serialNumber.</summary>
internal static class SerialRules
{
    private const int MaximumOctets = 20;
    private const int EntropyOctets = 8;

    public static readonly LintRule[] All =
    [
        new("rfc5280.serial.positive", LintSeverity.Error, "RFC 5280 §4.1.2.2", LintScope.All, s => s.Serial.Span is [< 0x80, ..] && s.Serial.Span.ContainsAnyExcept((byte)0) ? null : "zero or negative"),
        new("rfc5280.serial.length", LintSeverity.Error, "RFC 5280 §4.1.2.2", LintScope.All, s => s.Serial.Length > MaximumOctets ? $"{s.Serial.Length} octets" : null),
        new("cabf.serial.entropy", LintSeverity.Warning, "CA/B BR §7.1", LintScope.All, s => s.Serial.Span.TrimStart((byte)0).Length < EntropyOctets ? "too short for 64 random bits" : null),
        new("cabf.serial.random", LintSeverity.Warning, "CA/B BR §7.1", LintScope.All, s => s.Serial.Length >= EntropyOctets && IsConstant(s.Serial.Span[^EntropyOctets..]) ? "the last 8 octets are all the same" : null),
    ];

    private static bool IsConstant(ReadOnlySpan<byte> octets) => !octets.ContainsAnyExcept(octets[0]);
}
