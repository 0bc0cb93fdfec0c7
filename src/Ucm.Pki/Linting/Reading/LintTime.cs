namespace Ucm.Pki.Linting.Reading;

/// <summary>A Time of RFC 5280 §4.1.2.5 as it stands in the certificate; <see cref="Value"/> is null when it is no real time.</summary>
internal readonly record struct LintTime(byte Tag, ReadOnlyMemory<byte> Content, DateTimeOffset? Value)
{
    public const byte UtcTag = 0x17;
    public const byte GeneralizedTag = 0x18;

    public bool IsUtc => Tag == UtcTag;

    /// <summary>YYMMDDHHMMSSZ or YYYYMMDDHHMMSSZ, nothing else.</summary>
    public bool IsWellFormed => Content.Length == (IsUtc ? 13 : 15) && Content.Span[^1] == (byte)'Z' && !Content.Span[..^1].ContainsAnyExceptInRange((byte)'0', (byte)'9');

    public static LintTime Read(Tlv element)
    {
        var time = new LintTime(element.Tag, element.Content, null);
        return time.IsWellFormed ? time with { Value = ToDateTime(element.Content.Span, time.IsUtc) } : time;
    }

    private static DateTimeOffset? ToDateTime(ReadOnlySpan<byte> digits, bool utc)
    {
        var year = utc ? Pair(digits, 0) : (Pair(digits, 0) * 100) + Pair(digits, 2);
        year = !utc ? year : year < 50 ? 2000 + year : 1900 + year;
        var rest = digits[(utc ? 2 : 4)..];
        int month = Pair(rest, 0), day = Pair(rest, 2), hour = Pair(rest, 4), minute = Pair(rest, 6), second = Pair(rest, 8);
        return year >= 1 && month is >= 1 and <= 12 && day >= 1 && day <= DateTime.DaysInMonth(year, month) && hour < 24 && minute < 60 && second < 60
            ? new DateTimeOffset(year, month, day, hour, minute, second, TimeSpan.Zero)
            : null;
    }

    private static int Pair(ReadOnlySpan<byte> digits, int at) => ((digits[at] - '0') * 10) + digits[at + 1] - '0';
}
