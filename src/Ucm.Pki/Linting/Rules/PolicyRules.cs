using Ucm.Pki.Linting.Reading;

namespace Ucm.Pki.Linting.Rules;

/// <summary>certificatePolicies.</summary>
internal static class PolicyRules
{
    private const int MaximumNotice = 200;

    public static readonly LintRule[] All =
    [
        new("rfc5280.policies.not-empty", LintSeverity.Error, "RFC 5280 §4.2.1.4", LintScope.All, s => s.Policies is { Count: 0 } ? "no policies" : null),
        new("rfc5280.policies.once", LintSeverity.Error, "RFC 5280 §4.2.1.4", LintScope.All, FindRepeated),
        new("cabf.policies.no-any-in-leaf", LintSeverity.Warning, "CA/B BR §7.1.6.4", LintScope.Leaf, s => s.Policies is { } all && all.Exists(p => p.Policy.Span.SequenceEqual(Oids.AnyPolicy)) ? "anyPolicy" : null),
        Qualifier("cabf.policies.cps-http", "CA/B BR §7.1.2.7.9", q => !q.Type.Span.SequenceEqual(Oids.QualifierCps) || IsWebAddress(q.Value), "a CPS pointer is not an http or https IA5String"),
        Qualifier("rfc5280.policies.known-qualifier", "RFC 5280 §4.2.1.4", q => q.Type.Span.SequenceEqual(Oids.QualifierCps) || q.Type.Span.SequenceEqual(Oids.QualifierUserNotice), "neither CPS pointer nor user notice"),
        Qualifier("rfc5280.policies.notice-text", "RFC 5280 §4.2.1.4", q => !q.Type.Span.SequenceEqual(Oids.QualifierUserNotice) || IsNotice(q.Value), "explicitText is not a UTF8String of at most 200 characters"),
        new("cabf.tls.policy-present", LintSeverity.Info, "CA/B BR §7.1.2.7.9", LintScope.TlsServer, s => s.Policies is null ? "no certificatePolicies" : null),
    ];

    private static LintRule Qualifier(string id, string clause, Func<PolicyQualifier, bool> holds, string detail) =>
        new(id, LintSeverity.Warning, clause, LintScope.All, s => Fails(s.Policies, holds) ? detail : null);

    private static bool Fails(List<PolicyInformation>? policies, Func<PolicyQualifier, bool> holds)
    {
        for (var i = 0; i < policies?.Count; i++)
        {
            foreach (var qualifier in policies[i].Qualifiers)
            {
                if (!holds(qualifier))
                {
                    return true;
                }
            }
        }

        return false;
    }

    private static bool IsWebAddress(Tlv value) =>
        value.Tag == NameAttribute.Ia5Tag && (value.Content.Span.StartsWith("http://"u8) || value.Content.Span.StartsWith("https://"u8));

    private static bool IsNotice(Tlv notice)
    {
        var parts = notice.Children;
        parts.TryRead(0x30, out _);
        return parts.AtEnd || (parts.TryRead(NameAttribute.Utf8Tag, out var text) && text.Content.Length <= MaximumNotice * 4
            && System.Text.Encoding.UTF8.GetCharCount(text.Content.Span) <= MaximumNotice);
    }

    private static string? FindRepeated(LintSubject subject)
    {
        var policies = subject.Policies;
        for (var i = 1; i < policies?.Count; i++)
        {
            for (var j = 0; j < i; j++)
            {
                if (policies[i].Policy.Span.SequenceEqual(policies[j].Policy.Span))
                {
                    return "a policy comes twice";
                }
            }
        }

        return null;
    }
}
