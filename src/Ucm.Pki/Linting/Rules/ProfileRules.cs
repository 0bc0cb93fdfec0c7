using Ucm.Pki.Keys;
using Ucm.Pki.Linting.Reading;
using Ucm.Pki.X509;

namespace Ucm.Pki.Linting.Rules;

/// <summary>The certificate is what its profile says; a request could not talk the composer into more.</summary>
internal static class ProfileRules
{
    public static readonly LintRule[] All =
    [
        new("profile.authority", LintSeverity.Error, "profile", LintScope.WithProfile, s => s.IsAuthority == s.Profile!.IsAuthority ? null : "basicConstraints cA is not the profile's"),
        new("profile.path-length", LintSeverity.Error, "profile", LintScope.WithProfile | LintScope.Authority, s => s.Profile!.PathLength is { } limit && !(s.BasicConstraints!.Value.PathLength <= limit) ? "longer than the profile's" : null),
        new("profile.key-usage", LintSeverity.Error, "profile", LintScope.WithProfile, s => s.KeyUsage == UsageOf(s) ? null : $"{s.KeyUsage} is not the profile's"),
        new("profile.extended-key-usage", LintSeverity.Error, "profile", LintScope.WithProfile, s => HasPurposesOfProfile(s) ? null : "not the profile's purposes"),
        new("profile.extended-key-usage-critical", LintSeverity.Error, "profile", LintScope.WithProfile, s => s.Find(ExtensionKind.ExtendedKeyUsage) is { } usage && usage.Critical != s.Profile!.ExtendedKeyUsageCritical ? "criticality is not the profile's" : null),
        new("profile.validity", LintSeverity.Error, "profile", LintScope.WithProfile, s => s.Lifetime > s.Profile!.MaximumValidity ? "longer than the profile's maximum" : null),
        new("profile.key-kind", LintSeverity.Error, "profile", LintScope.WithProfile, s => s.Profile!.AllowedKeys.Contains(KindOf(s.Key)) ? null : "the profile does not allow such keys"),
        new("profile.name-kinds", LintSeverity.Error, "profile", LintScope.WithProfile, s => s.AlternativeNames is { } names && names.Exists(n => KindOf(n) is not { } kind || !s.Profile!.Names.Allowed.Contains(kind)) ? "a kind of name the profile does not allow" : null),
        new("profile.name-required", LintSeverity.Error, "profile", LintScope.WithProfile, s => s.Profile!.Names.Required.Count == 0 || HasRequiredName(s) ? null : "no name of a kind the profile demands"),
        new("profile.name-count", LintSeverity.Error, "profile", LintScope.WithProfile, s => s.AlternativeNames?.Count > s.Profile!.Names.MaximumCount ? "more names than the profile allows" : null),
        new("profile.self-issued", LintSeverity.Error, "profile", LintScope.WithProfile | LintScope.NotSelfIssued, s => s.Profile!.IsSelfIssued ? "issuer and subject differ" : null),
        new("profile.ocsp-no-check", LintSeverity.Error, "profile", LintScope.WithProfile, s => s.Has(ExtensionKind.OcspNoCheck) == s.Profile!.OcspNoCheck ? null : "id-pkix-ocsp-nocheck is not as in the profile"),
        new("profile.policies", LintSeverity.Error, "profile", LintScope.WithProfile, s => (s.Policies?.Count ?? 0) == s.Profile!.Policies.Count ? null : "not the profile's policies"),
    ];

    private static KeyUsageBits UsageOf(LintSubject subject)
    {
        var profile = subject.Profile!;
        var usage = profile.KeyUsage | (subject.Key.IsRsa ? profile.RsaKeyUsage : subject.Key.IsEc ? profile.EcKeyUsage : default);
        return Convert(usage);
    }

    private static KeyUsageBits Convert(KeyUsages usage) =>
        Bit(usage, KeyUsages.DigitalSignature, KeyUsageBits.DigitalSignature) | Bit(usage, KeyUsages.NonRepudiation, KeyUsageBits.NonRepudiation)
        | Bit(usage, KeyUsages.KeyEncipherment, KeyUsageBits.KeyEncipherment) | Bit(usage, KeyUsages.DataEncipherment, KeyUsageBits.DataEncipherment)
        | Bit(usage, KeyUsages.KeyAgreement, KeyUsageBits.KeyAgreement) | Bit(usage, KeyUsages.KeyCertSign, KeyUsageBits.KeyCertSign)
        | Bit(usage, KeyUsages.CrlSign, KeyUsageBits.CrlSign) | Bit(usage, KeyUsages.EncipherOnly, KeyUsageBits.EncipherOnly)
        | Bit(usage, KeyUsages.DecipherOnly, KeyUsageBits.DecipherOnly);

    private static KeyUsageBits Bit(KeyUsages usage, KeyUsages flag, KeyUsageBits bit) => (usage & flag) != 0 ? bit : KeyUsageBits.None;

    private static bool HasPurposesOfProfile(LintSubject subject)
    {
        var expected = subject.Profile!.ExtendedKeyUsage;
        if ((subject.ExtendedKeyUsage?.Count ?? 0) != expected.Count)
        {
            return false;
        }

        for (var i = 0; i < expected.Count; i++)
        {
            if (!subject.ExtendedKeyUsage!.Exists(purpose => DottedOid.Same(purpose.Span, expected[i])))
            {
                return false;
            }
        }

        return true;
    }

    private static bool HasRequiredName(LintSubject subject) =>
        subject.AlternativeNames is { } names && names.Exists(n => KindOf(n) is { } kind && subject.Profile!.Names.Required.Contains(kind));

    private static PublicKeyKind KindOf(LintKey key) => key.IsRsa ? PublicKeyKind.Rsa : key.IsEc ? PublicKeyKind.Ec : PublicKeyKind.Ed25519;

    private static GeneralNameKind? KindOf(AlternativeName name) => name.Tag switch
    {
        AlternativeName.DnsTag => GeneralNameKind.Dns,
        AlternativeName.IpTag => GeneralNameKind.Ip,
        AlternativeName.EmailTag => GeneralNameKind.Email,
        AlternativeName.UriTag => GeneralNameKind.Uri,
        AlternativeName.OtherTag => GeneralNameKind.Upn,
        _ => null,
    };
}
