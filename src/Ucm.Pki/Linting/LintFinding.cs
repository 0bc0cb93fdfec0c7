namespace Ucm.Pki.Linting;

/// <summary>One fault of one certificate.</summary>
/// <param name="Rule">Stable rule id such as <c>rfc5280.serial.positive</c>.</param>
/// <param name="Clause">The clause the rule comes from, such as <c>RFC 5280 §4.1.2.2</c>.</param>
/// <param name="Detail">What was found; holds nothing secret.</param>
public sealed record LintFinding(LintSeverity Severity, string Rule, string Clause, string Detail)
{
    public override string ToString() => $"{Severity} {Rule} ({Clause}): {Detail}";
}
