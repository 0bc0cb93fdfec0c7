using Microsoft.Extensions.Options;
using Ucm.Pki.X509;

namespace Ucm.Grains.Identity.ClientCertificates;

/// <summary>The rules in their order.</summary>
internal sealed class CertificateRules(IOptions<MtlsOptions> options)
{
    private readonly Lazy<CertificateRule[]> rules = new(() =>
        [.. options.Value.Rules.Select(static rule => CertificateRuleReader.Read(rule, MtlsOptions.Section, [])).OfType<CertificateRule>()]);

    /// <summary>Null when no rule matches.</summary>
    public CertificateRule? First(ParsedCertificate certificate) => Array.Find(rules.Value, rule => rule.Matches(certificate));
}
