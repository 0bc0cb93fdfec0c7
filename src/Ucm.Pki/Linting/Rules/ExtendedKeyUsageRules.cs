using Ucm.Pki.Linting.Reading;

namespace Ucm.Pki.Linting.Rules;

/// <summary>extKeyUsage.</summary>
internal static class ExtendedKeyUsageRules
{
    private const KeyUsageBits Signing = KeyUsageBits.DigitalSignature | KeyUsageBits.NonRepudiation;
    private const KeyUsageBits Keys = KeyUsageBits.KeyEncipherment | KeyUsageBits.KeyAgreement;

    public static readonly LintRule[] All =
    [
        new("rfc5280.eku.not-empty", LintSeverity.Error, "RFC 5280 §4.2.1.12", LintScope.All, s => s.ExtendedKeyUsage is { Count: 0 } ? "no purposes" : null),
        new("rfc5280.eku.once", LintSeverity.Warning, "RFC 5280 §4.2.1.12", LintScope.All, FindRepeated),
        new("cabf.eku.no-any", LintSeverity.Error, "CA/B BR §7.1.2.7.10", LintScope.Leaf, s => s.IsFor(KeyPurposes.Any) ? "anyExtendedKeyUsage" : null),
        new("rfc5280.eku.any-not-critical", LintSeverity.Warning, "RFC 5280 §4.2.1.12", LintScope.All, s => s.IsFor(KeyPurposes.Any) && s.Find(ExtensionKind.ExtendedKeyUsage) is { Critical: true } ? "critical though it allows anything" : null),
        Consistent("server-auth", LintScope.TlsServer, KeyUsageBits.DigitalSignature | Keys),
        Consistent("client-auth", LintScope.TlsClient, KeyUsageBits.DigitalSignature | KeyUsageBits.KeyAgreement),
        Consistent("code-signing", LintScope.CodeSigning, KeyUsageBits.DigitalSignature),
        Consistent("email-protection", LintScope.Email, Signing | Keys),
        Consistent("time-stamping", LintScope.TimeStamping, Signing),
        Consistent("ocsp-signing", LintScope.OcspSigner, Signing),
    ];

    private static LintRule Consistent(string purpose, LintScope scope, KeyUsageBits one) =>
        new($"rfc5280.eku.{purpose}-key-usage", LintSeverity.Error, "RFC 5280 §4.2.1.12", scope, s => s.KeyUsage is null || s.Uses(one) ? null : $"keyUsage has none of {one}");

    private static string? FindRepeated(LintSubject subject)
    {
        var purposes = subject.ExtendedKeyUsage;
        for (var i = 1; i < purposes?.Count; i++)
        {
            for (var j = 0; j < i; j++)
            {
                if (purposes[i].Span.SequenceEqual(purposes[j].Span))
                {
                    return "a purpose comes twice";
                }
            }
        }

        return null;
    }
}
