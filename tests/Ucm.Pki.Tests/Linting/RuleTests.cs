using Ucm.Pki.Linting;
using static Ucm.Pki.Tests.Linting.TestCertificate;
using static Ucm.Pki.Tests.Linting.TestDer;

namespace Ucm.Pki.Tests.Linting;

/// <summary>Each rule sees its fault, and does not complain about the certificate that was spoilt for it.</summary>
public sealed class RuleTests
{
    private static readonly Dictionary<string, (Func<TestCertificate> Good, Action<TestCertificate> Spoil)> Cases = new()
    {
        ["rfc5280.version.v3"] = (TlsServer, c => c.Version = Tlv(0xA0, Tlv(2, [1]))),
        ["x690.der.default-version"] = (TlsServer, c => c.Version = Tlv(0xA0, Tlv(2, [0]))),
        ["x690.der.default-critical"] = (TlsServer, c => c.With(Eku, Purposes(1), Tlv(1, [0]))),
        ["x690.der.default-ca"] = (TlsServer, c => c.With(Basic, Seq(Tlv(1, [0])), critical: true)),
        ["x690.der.boolean"] = (TlsServer, c => c.With(Eku, Purposes(1), Tlv(1, [1]))),
        ["x690.der.integer"] = (TlsServer, c => c.Serial = [0, 1, 2, 3, 4, 5, 6, 7, 8, 9]),
        ["x690.der.bit-string"] = (TlsServer, c => c.With(KeyUsage, Bits(7, 0x81), critical: true)),
        ["x690.der.named-bit-list"] = (TlsServer, c => c.With(KeyUsage, Bits(0, 0x80), critical: true)),
        ["x690.der.set-order"] = (TlsServer, c => c.Subject = Seq(Tlv(0x31, Seq(Oid("2.5.4.10"), Text(0x0C, "z")), Seq(Oid("2.5.4.3"), Text(0x0C, "a"))))),
        ["rfc5280.unique-identifiers.absent"] = (TlsServer, c => c.AfterKey = Tlv(0x81, [0, 1])),
        ["rfc5280.subject.present"] = (TlsServer, c => { c.Subject = Seq(); c.Without(San); }
        ),
        ["rfc5280.certificate.readable"] = (TlsServer, c => c.Key = Seq()),
        ["rfc5280.signature-algorithm.same"] = (TlsServer, c => c.OuterAlgorithm = Seq(Oid("1.2.840.10045.4.3.3"))),
        ["cabf.signature-algorithm.allowed"] = (TlsServer, c => c.Algorithm = Seq(Oid("1.2.840.113549.1.1.5"), [5, 0])),
        ["rfc4055.signature-algorithm.rsa-null"] = (TlsServer, c => c.Algorithm = Seq(Oid("1.2.840.113549.1.1.11"))),
        ["rfc5758.signature-algorithm.no-parameters"] = (TlsServer, c => c.Algorithm = Seq(Oid("1.2.840.10045.4.3.2"), [5, 0])),
        ["rfc5280.signature.whole-octets"] = (TlsServer, c => c.Signature = Bits(1, 2, 4)),
        ["rfc3279.signature.ecdsa-value"] = (TlsServer, c => c.Signature = Bits(0, 1, 2, 3)),
        ["rfc8410.signature.ed25519-length"] = (TlsServer, c => c.Algorithm = Seq(Oid("1.3.101.112"))),
        ["rfc5280.serial.positive"] = (TlsServer, c => c.Serial = [0x80, 1, 2, 3, 4, 5, 6, 7, 8]),
        ["rfc5280.serial.length"] = (TlsServer, c => c.Serial = [.. Enumerable.Range(1, 21).Select(n => (byte)n)]),
        ["cabf.serial.entropy"] = (TlsServer, c => c.Serial = [1, 2, 3]),
        ["cabf.serial.random"] = (TlsServer, c => c.Serial = [1, 7, 7, 7, 7, 7, 7, 7, 7]),
        ["rfc5280.validity.format"] = (TlsServer, c => c.NotAfter = Text(0x17, "2612222359Z")),
        ["rfc5280.validity.real"] = (TlsServer, c => c.NotAfter = Text(0x17, "270230000000Z")),
        ["rfc5280.validity.time-type"] = (TlsServer, c => c.NotAfter = Text(0x18, "20261222235959Z")),
        ["rfc5280.validity.ordered"] = (TlsServer, c => c.NotAfter = Text(0x17, "251222235959Z")),
        ["rfc5280.validity.expires"] = (TlsServer, c => c.NotAfter = Text(0x18, "99991231235959Z")),
        ["cabf.tls.validity-398"] = (TlsServer, c => c.NotAfter = Text(0x17, "281222235959Z")),
        ["cabf.tls.validity-200"] = (TlsServer, c => c.NotAfter = Text(0x17, "271022235959Z")),
        ["cabf.code-signing.validity-460"] = (() => For(3), c => c.NotAfter = Text(0x17, "281222235959Z")),
        ["cabf.code-signing.validity-39-months"] = (() => For(3), c => c.NotAfter = Text(0x17, "301222235959Z")),
        ["cabf.smime.validity-825"] = (() => For(4), c => c.NotAfter = Text(0x17, "301222235959Z")),
        ["rfc5280.issuer.not-empty"] = (TlsServer, c => c.Issuer = Seq()),
        ["rfc5280.name.no-empty-rdn"] = (TlsServer, c => c.Subject = Seq(Tlv(0x31))),
        ["rfc5280.name.string-type"] = (TlsServer, c => c.Subject = Seq(Attribute("2.5.4.3", 0x14, "www.example.com"))),
        ["rfc5280.name.ia5-type"] = (TlsServer, c => c.Subject = Seq(Attribute("1.2.840.113549.1.9.1", 0x0C, "a@example.com"))),
        ["rfc5280.name.printable-characters"] = (TlsServer, c => c.Subject = Seq(Attribute("2.5.4.10", 0x13, "a*b"))),
        ["rfc5280.name.utf8"] = (TlsServer, c => c.Subject = Seq(Tlv(0x31, Seq(Oid("2.5.4.10"), Tlv(0x0C, [0xC3, 0x28]))))),
        ["rfc5280.name.country"] = (TlsServer, c => c.Subject = Seq(Attribute("2.5.4.6", 0x13, "de"))),
        ["rfc5280.name.length"] = (TlsServer, c => c.Subject = Seq(Attribute("2.5.4.10", 0x0C, new string('a', 65)))),
        ["rfc5280.name.not-blank"] = (TlsServer, c => c.Subject = Seq(Attribute("2.5.4.10", 0x0C, "  "))),
        ["rfc5280.name.no-control-characters"] = (TlsServer, c => c.Subject = Seq(Attribute("2.5.4.10", 0x0C, "a\0b"))),
        ["cabf.name.no-surrounding-space"] = (TlsServer, c => c.Subject = Seq(Attribute("2.5.4.10", 0x0C, " a"))),
        ["cabf.name.not-metadata"] = (TlsServer, c => c.Subject = Seq(Attribute("2.5.4.10", 0x0C, "-"))),
        ["cabf.name.attribute-once"] = (TlsServer, c => c.Subject = Seq(Attribute("2.5.4.10", 0x0C, "a"), Attribute("2.5.4.10", 0x0C, "b"))),
        ["cabf.name.no-organizational-unit"] = (TlsServer, c => c.Subject = Seq(Attribute("2.5.4.11", 0x0C, "a"))),
        ["rfc5280.san.not-empty"] = (TlsServer, c => c.With(San, Seq())),
        ["rfc5280.san.critical-without-subject"] = (TlsServer, c => c.Subject = Seq()),
        ["rfc5280.san.not-critical-with-subject"] = (TlsServer, c => c.With(San, Dns("www.example.com"), critical: true)),
        ["rfc5280.san.known-kind"] = (TlsServer, c => c.With(San, Seq(Tlv(0x89, [1])))),
        ["rfc5280.san.ascii"] = (TlsServer, c => c.With(San, Dns("b\u00fccher.example"))),
        ["rfc5280.san.not-blank"] = (TlsServer, c => c.With(San, Dns(" "))),
        ["rfc5280.san.dns-syntax"] = (TlsServer, c => c.With(San, Dns("DNS:www.example.com"))),
        ["cabf.san.wildcard"] = (TlsServer, c => c.With(San, Dns("a*.example.com"))),
        ["rfc5890.san.idna"] = (TlsServer, c => c.With(San, Dns("ab--c.example.com"))),
        ["cabf.san.underscore"] = (TlsServer, c => c.With(San, Dns("a_b.example.com"))),
        ["cabf.san.internal-name"] = (TlsServer, c => c.With(San, Dns("printer"))),
        ["rfc5280.san.ip-length"] = (TlsServer, c => c.With(San, Seq(Tlv(0x87, [1, 2, 3])))),
        ["cabf.san.reserved-ip"] = (TlsServer, c => c.With(San, Seq(Tlv(0x87, [10, 2, 3, 4])))),
        ["rfc5280.san.email-syntax"] = (TlsServer, c => c.With(San, Seq(Text(0x81, "nobody")))),
        ["rfc5280.san.uri-absolute"] = (TlsServer, c => c.With(San, Seq(Text(0x86, "/relative")))),
        ["rfc5280.san.no-duplicates"] = (TlsServer, c => c.With(San, Dns("www.example.com", "WWW.example.com"))),
        ["rfc5280.extensions.once"] = (TlsServer, c => c.Add(Eku, Purposes(1))),
        ["rfc5280.extensions.decodable"] = (TlsServer, c => c.With(Eku, [5, 0])),
        ["rfc5280.extensions.unknown-critical"] = (TlsServer, c => c.With("1.2.3.4", [5, 0], critical: true)),
        ["rfc5280.aki.not-critical"] = (TlsServer, c => c.With(Aki, Seq(Tlv(0x80, new byte[20])), critical: true)),
        ["rfc5280.ski.not-critical"] = (Authority, c => c.With(Ski, Tlv(4, new byte[20]), critical: true)),
        ["rfc5280.aia.not-critical"] = (TlsServer, c => c.With(Aia, Seq(), critical: true)),
        ["rfc5280.aki.present"] = (TlsServer, c => c.Without(Aki)),
        ["cabf.aki.key-identifier-only"] = (TlsServer, c => c.With(Aki, Seq(Tlv(0x80, new byte[20]), Tlv(0x82, [1])))),
        ["rfc5280.ski.present"] = (Authority, c => c.Without(Ski)),
        ["rfc7093.ski.length"] = (Authority, c => c.With(Ski, Tlv(4, new byte[3]))),
        ["rfc5280.key-usage.present"] = (Authority, c => c.Without(KeyUsage)),
        ["cabf.key-usage.present-in-leaf"] = (TlsServer, c => c.Without(KeyUsage)),
        ["rfc5280.key-usage.critical"] = (TlsServer, c => c.With(KeyUsage, Bits(7, 0x80))),
        ["rfc5280.key-usage.not-empty"] = (TlsServer, c => c.With(KeyUsage, Bits(0), critical: true)),
        ["rfc5280.key-usage.only-with-agreement"] = (TlsServer, c => c.With(KeyUsage, Bits(0, 0x81), critical: true)),
        ["rfc8813.key-usage.ec"] = (TlsServer, c => c.With(KeyUsage, Bits(5, 0xA0), critical: true)),
        ["rfc5280.key-usage.cert-sign-only-authority"] = (TlsServer, c => c.With(KeyUsage, Bits(2, 0x84), critical: true)),
        ["rfc5280.key-usage.authority-signs"] = (Authority, c => c.With(KeyUsage, Bits(1, 0x02), critical: true)),
        ["cabf.key-usage.authority-crl"] = (Authority, c => c.With(KeyUsage, Bits(2, 0x04), critical: true)),
        ["cabf.key-usage.authority-only-signs"] = (Authority, c => c.With(KeyUsage, Bits(1, 0x0E), critical: true)),
        ["rfc5280.eku.not-empty"] = (TlsServer, c => c.With(Eku, Seq())),
        ["rfc5280.eku.once"] = (TlsServer, c => c.With(Eku, Purposes(1, 1))),
        ["cabf.eku.no-any"] = (TlsServer, c => c.With(Eku, Seq(Oid("2.5.29.37.0")))),
        ["rfc5280.eku.any-not-critical"] = (TlsServer, c => c.With(Eku, Seq(Oid("2.5.29.37.0")), critical: true)),
        ["rfc5280.eku.server-auth-key-usage"] = (TlsServer, c => c.With(KeyUsage, Bits(6, 0x40), critical: true)),
        ["rfc5280.basic-constraints.critical"] = (Authority, c => c.With(Basic, Seq(Tlv(1, [0xFF])))),
        ["rfc5280.basic-constraints.path-length-authority"] = (TlsServer, c => c.With(Basic, Seq(Tlv(2, [0])), critical: true)),
        ["rfc5280.basic-constraints.path-length-positive"] = (Authority, c => c.With(Basic, Seq(Tlv(1, [0xFF]), Tlv(2, [0xFF])), critical: true)),
        ["rfc5280.authority.subject"] = (Authority, c => c.Subject = Seq()),
        ["rfc5280.name-constraints.authority"] = (TlsServer, c => c.With("2.5.29.30", Seq(Tlv(0xA0, Seq(Text(0x82, "a")))), critical: true)),
        ["rfc5280.name-constraints.critical"] = (Authority, c => c.With("2.5.29.30", Seq(Tlv(0xA0, Seq(Text(0x82, "a")))))),
        ["rfc5280.name-constraints.not-empty"] = (Authority, c => c.With("2.5.29.30", Seq(), critical: true)),
        ["rfc5280.name-constraints.no-distance"] = (Authority, c => c.With("2.5.29.30", Seq(Tlv(0xA0, Seq(Text(0x82, "a"), Tlv(0x80, [0])))), critical: true)),
        ["cabf.key.algorithm"] = (TlsServer, c => c.Key = Seq(Seq(Oid("1.2.840.10040.4.1")), Bits(0, 1))),
        ["rfc5280.key.whole-octets"] = (TlsServer, c => c.Key = Seq(Seq(Oid("1.3.101.112")), Bits(1, 2))),
        ["rfc8410.key.ed25519-length"] = (TlsServer, c => c.Key = Seq(Seq(Oid("1.3.101.112")), Bits(0, 2))),
        ["rfc8410.key.ed25519-no-parameters"] = (TlsServer, c => c.Key = Seq(Seq(Oid("1.3.101.112"), [5, 0]), Bits(0, 2))),
        ["rfc5480.key.ec-named-curve"] = (TlsServer, c => c.Key = Seq(Seq(Oid("1.2.840.10045.2.1"), Oid("1.3.132.0.10")), Bits(0, 4))),
        ["rfc5480.key.ec-point"] = (TlsServer, c => c.Key = Seq(Seq(Oid("1.2.840.10045.2.1"), Oid("1.2.840.10045.3.1.7")), Bits(0, 2, 1))),
        ["cabf.key.rsa-size"] = (TlsServer, c => c.Key = Rsa(1024, 0x01, [1, 0, 1])),
        ["cabf.key.rsa-modulus-odd"] = (TlsServer, c => c.Key = Rsa(2048, 0x02, [1, 0, 1])),
        ["cabf.key.rsa-exponent"] = (TlsServer, c => c.Key = Rsa(2048, 0x01, [3])),
        ["rfc3279.key.rsa-readable"] = (TlsServer, c => c.Key = Seq(Seq(Oid("1.2.840.113549.1.1.1"), [5, 0]), Bits(0, 1))),
        ["rfc3279.key.rsa-null"] = (TlsServer, c => c.Key = Seq(Seq(Oid("1.2.840.113549.1.1.1")), Bits(0, 1))),
        ["rfc5280.policies.not-empty"] = (TlsServer, c => c.With(Policies, Seq())),
        ["rfc5280.policies.once"] = (TlsServer, c => c.With(Policies, Seq(Seq(Oid("1.2.3")), Seq(Oid("1.2.3"))))),
        ["cabf.policies.no-any-in-leaf"] = (TlsServer, c => c.With(Policies, Seq(Seq(Oid("2.5.29.32.0"))))),
        ["cabf.policies.cps-http"] = (TlsServer, c => c.With(Policies, Seq(Seq(Oid("1.2.3"), Seq(Seq(Oid("1.3.6.1.5.5.7.2.1"), Text(0x16, "ftp://a"))))))),
        ["cabf.tls.policy-present"] = (TlsServer, c => c.Without(Policies)),
        ["rfc5280.aia.not-empty"] = (TlsServer, c => c.With(Aia, Seq())),
        ["cabf.aia.ocsp-http"] = (TlsServer, c => c.With(Aia, Seq(Seq(Oid("1.3.6.1.5.5.7.48.1"), Text(0x86, "https://a"))))),
        ["cabf.aia.ca-issuers-http"] = (TlsServer, c => c.With(Aia, Seq(Seq(Oid("1.3.6.1.5.5.7.48.2"), Text(0x86, "ldap://a"))))),
        ["rfc5280.cdp.not-empty"] = (TlsServer, c => c.With(Cdp, Seq())),
        ["rfc5280.cdp.named"] = (TlsServer, c => c.With(Cdp, Seq(Seq()))),
        ["cabf.cdp.http"] = (TlsServer, c => c.With(Cdp, Seq(Seq(Tlv(0xA0, Tlv(0xA0, Text(0x86, "https://a"))))))),
        ["cabf.tls.san-present"] = (TlsServer, c => c.Without(San)),
        ["cabf.tls.san-kinds"] = (TlsServer, c => c.With(San, Seq(Text(0x81, "a@example.com")))),
        ["cabf.tls.common-name-in-san"] = (TlsServer, c => c.With(San, Dns("other.example.com"))),
        ["cabf.tls.eku-prohibited"] = (TlsServer, c => c.With(Eku, Purposes(1, 3))),
        ["cabf.tls.eku-other"] = (TlsServer, c => c.With(Eku, Purposes(1, 17))),
        ["cabf.tls.key-usage-ec"] = (TlsServer, c => c.With(KeyUsage, Bits(6, 0xC0), critical: true)),
        ["rfc6960.ocsp-signer.no-check"] = (() => For(9), c => c.Without(NoCheck)),
        ["rfc6960.no-check.only-ocsp-signer"] = (TlsServer, c => c.With(NoCheck, [5, 0])),
        ["cabf.ocsp-signer.single-purpose"] = (() => For(9), c => c.With(Eku, Purposes(9, 2))),
        ["cabf.ocsp-signer.key-usage"] = (() => For(9), c => c.With(KeyUsage, Bits(6, 0xC0), critical: true)),
        ["cabf.code-signing.eku-prohibited"] = (() => For(3), c => c.With(Eku, Purposes(3, 1))),
        ["cabf.smime.san-email"] = (() => For(4), c => c.Without(San)),
        ["cabf.smime.eku-prohibited"] = (() => For(4), c => c.With(Eku, Purposes(4, 3))),
        ["rfc3161.tsa.eku-critical"] = (() => For(8), c => c.With(Eku, Purposes(8))),
        ["rfc3161.tsa.eku-single"] = (() => For(8), c => c.With(Eku, Purposes(8, 3), critical: true)),
    };

    /// <summary>Seen by octets around the certificate, in a test of their own.</summary>
    private static readonly string[] OfOctetsAround = ["x690.der.length", "x690.der.trailing-data"];

    public static TheoryData<string> RuleIds => [.. Cases.Keys, .. FurtherRuleCases.All.Keys];

    [Theory]
    [MemberData(nameof(RuleIds))]
    public void Check_SpoiltCertificate_FindsTheFaultAndOnlyThere(string rule)
    {
        var (good, spoil) = Cases.TryGetValue(rule, out var found) ? found : FurtherRuleCases.All[rule];
        var bad = good();
        spoil(bad);

        Rules(good().Encode()).ShouldNotContain(rule);
        Rules(bad.Encode()).ShouldContain(rule);
    }

    [Fact]
    public void Check_EncodingFaultsAroundTheCertificate_AreFound()
    {
        var good = TlsServer().Encode();
        byte[] longer = [0x30, 0x83, 0, good[2], good[3], .. good[4..]];

        Rules([.. good, 0]).ShouldContain("x690.der.trailing-data");
        Rules(longer).ShouldContain("x690.der.length");
        Rules(good[..^1]).ShouldContain("rfc5280.certificate.readable");
    }

    [Fact]
    public void Rules_All_HaveUniqueIdsAndClauses()
    {
        var rules = Linter.Rules.ToList();

        rules.Select(rule => rule.Id).ShouldBeUnique();
        rules.ShouldAllBe(rule => rule.Clause.Length > 0);
    }

    [Fact]
    public void Rules_Each_HasACaseInWhichItFails()
    {
        var tested = Cases.Keys.Concat(FurtherRuleCases.All.Keys).Concat(RelatedRuleTests.RuleIds).Concat(OfOctetsAround).ToList();
        var rules = Linter.Rules.Select(rule => rule.Id).ToList();

        rules.Except(tested).ShouldBeEmpty();
        tested.Except(rules).ShouldBeEmpty();
        tested.ShouldBeUnique();
    }

    private static List<string> Rules(byte[] der) => [.. Linter.Check(der, null, null).Select(finding => finding.Rule)];
}
