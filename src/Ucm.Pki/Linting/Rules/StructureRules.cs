namespace Ucm.Pki.Linting.Rules;

/// <summary>Version, unique identifiers, default values.</summary>
internal static class StructureRules
{
    public static readonly LintRule[] All =
    [
        new("rfc5280.version.v3", LintSeverity.Error, "RFC 5280 §4.1.2.1", LintScope.All, s => s.Version == 2 ? null : $"version is {s.Version + 1}"),
        new("rfc5280.unique-identifiers.absent", LintSeverity.Error, "RFC 5280 §4.1.2.8", LintScope.All, s => s.HasUniqueIdentifiers ? "a unique identifier is present" : null),
        new("x690.der.default-version", LintSeverity.Error, "X.690 §11.5", LintScope.All, s => s.WritesDefaultVersion ? "version v1 is written though it is the default" : null),
        new("x690.der.default-critical", LintSeverity.Error, "X.690 §11.5", LintScope.All, FindDefaultCritical),
        new("x690.der.default-ca", LintSeverity.Error, "X.690 §11.5", LintScope.All, s => s.BasicConstraints is { WritesDefault: true } ? "cA FALSE is written though it is the default" : null),
        new("rfc5280.subject.present", LintSeverity.Error, "RFC 5280 §4.1.2.6", LintScope.All, s => s.SubjectName.IsEmpty && s.AlternativeNames is not { Count: > 0 } ? "neither subject nor subjectAltName names anybody" : null),
    ];

    private static string? FindDefaultCritical(LintSubject subject)
    {
        foreach (var extension in subject.Extensions)
        {
            if (extension.WritesDefault)
            {
                return $"critical FALSE is written in {extension.Kind}";
            }
        }

        return null;
    }
}
