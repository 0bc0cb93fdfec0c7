namespace Ucm.Pki.Linting;

/// <summary>One declarative rule: <paramref name="Find"/> answers null when the certificate holds, otherwise what is wrong.</summary>
/// <param name="AppliesTo">All of these must be true of the certificate for the rule to run.</param>
internal sealed record LintRule(string Id, LintSeverity Severity, string Clause, LintScope AppliesTo, Func<LintSubject, string?> Find);
