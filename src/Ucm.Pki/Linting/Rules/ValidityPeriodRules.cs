using Ucm.Pki.Linting.Reading;

namespace Ucm.Pki.Linting.Rules;

/// <summary>validity.</summary>
internal static class ValidityPeriodRules
{
    private static readonly DateTimeOffset GeneralizedFrom = new(2050, 1, 1, 0, 0, 0, TimeSpan.Zero);

    public static readonly LintRule[] All =
    [
        new("rfc5280.validity.format", LintSeverity.Error, "RFC 5280 §4.1.2.5", LintScope.All, s => s.NotBefore.IsWellFormed && s.NotAfter.IsWellFormed ? null : "not YYMMDDHHMMSSZ or YYYYMMDDHHMMSSZ"),
        new("rfc5280.validity.real", LintSeverity.Error, "RFC 5280 §4.1.2.5", LintScope.All, s => IsReal(s.NotBefore) && IsReal(s.NotAfter) ? null : "no such day or time"),
        new("rfc5280.validity.time-type", LintSeverity.Error, "RFC 5280 §4.1.2.5", LintScope.All, s => HasRightType(s.NotBefore) && HasRightType(s.NotAfter) ? null : "UTCTime through 2049, GeneralizedTime from 2050"),
        new("rfc5280.validity.ordered", LintSeverity.Error, "RFC 5280 §4.1.2.5", LintScope.All, s => s.NotAfter.Value < s.NotBefore.Value ? "notAfter is before notBefore" : null),
        new("rfc5280.validity.expires", LintSeverity.Warning, "RFC 5280 §4.1.2.5", LintScope.All, s => s.NotAfter.Value is { Year: 9999 } ? "no well-defined expiration date" : null),
        Longest("cabf.tls.validity-398", LintSeverity.Warning, LintScope.TlsServer, 398, null),
        Longest("cabf.tls.validity-200", LintSeverity.Info, LintScope.TlsServer, 200, new(2026, 3, 15, 0, 0, 0, TimeSpan.Zero)),
        Longest("cabf.tls.validity-100", LintSeverity.Info, LintScope.TlsServer, 100, new(2027, 3, 15, 0, 0, 0, TimeSpan.Zero)),
        Longest("cabf.tls.validity-47", LintSeverity.Info, LintScope.TlsServer, 47, new(2029, 3, 15, 0, 0, 0, TimeSpan.Zero)),
        Longest("cabf.code-signing.validity-460", LintSeverity.Info, LintScope.CodeSigning, 460, new(2026, 3, 1, 0, 0, 0, TimeSpan.Zero)),
        Longest("cabf.code-signing.validity-39-months", LintSeverity.Warning, LintScope.CodeSigning, 1188, null),
        Longest("cabf.smime.validity-825", LintSeverity.Warning, LintScope.Email, 825, null),
        Longest("cabf.timestamping.validity-15-years", LintSeverity.Warning, LintScope.TimeStamping, 15 * 366, null),
    ];

    /// <summary>In force for certificates that begin on or after <paramref name="from"/>.</summary>
    private static LintRule Longest(string id, LintSeverity severity, LintScope scope, int days, DateTimeOffset? from) =>
        new(id, severity, Clause(scope), scope, s => s.Lifetime > TimeSpan.FromDays(days) && !(s.NotBefore.Value < from) ? $"valid for longer than {days} days" : null);

    private static string Clause(LintScope scope) => scope switch
    {
        LintScope.TlsServer => "CA/B BR §6.3.2",
        LintScope.Email => "CA/B S/MIME BR §6.3.2",
        _ => "CA/B Code Signing BR §6.3.2",
    };

    private static bool IsReal(LintTime time) => !time.IsWellFormed || time.Value is not null;

    private static bool HasRightType(LintTime time) => time.Value is not { } value || time.IsUtc == value < GeneralizedFrom;
}
