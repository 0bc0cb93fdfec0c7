using Ucm.Pki.Linting;
using Ucm.Pki.Profiles;
using static Ucm.Pki.Tests.Linting.TestCertificate;
using static Ucm.Pki.Tests.Linting.TestDer;

namespace Ucm.Pki.Tests.Linting;

/// <summary>The rules that compare a certificate with its profile or with its issuer's certificate.</summary>
public sealed class RelatedRuleTests
{
    private static readonly CertificateProfile Server = BuiltInProfiles.Find("tls-server")!;
    private static readonly CertificateProfile Sub = BuiltInProfiles.Find("sub-ca")! with { PathLength = 0 };

    private static readonly Dictionary<string, (CertificateProfile Profile, Func<TestCertificate> Good, Action<TestCertificate> Spoil)> OfProfile = new()
    {
        ["profile.authority"] = (Server, TlsServer, c => c.With(Basic, Seq(Tlv(1, [0xFF])), critical: true)),
        ["profile.path-length"] = (Sub, () => Authority().With(Basic, Path(0), critical: true), c => c.With(Basic, Path(1), critical: true)),
        ["profile.key-usage"] = (Server, TlsServer, c => c.With(KeyUsage, Bits(6, 0xC0), critical: true)),
        ["profile.extended-key-usage"] = (Server, TlsServer, c => c.With(Eku, Purposes(1, 2))),
        ["profile.extended-key-usage-critical"] = (Server, TlsServer, c => c.With(Eku, Purposes(1), critical: true)),
        ["profile.validity"] = (Server, TlsServer, c => c.NotAfter = Text(0x17, "271022235959Z")),
        ["profile.key-kind"] = (Server with { AllowedKeys = [Pki.Keys.PublicKeyKind.Ec] }, TlsServer, c => c.Key = Rsa(2048, 0x01, [1, 0, 1])),
        ["profile.name-kinds"] = (Server, TlsServer, c => c.With(San, Seq(Text(0x82, "www.example.com"), Text(0x81, "a@example.com")))),
        ["profile.name-required"] = (Server, TlsServer, c => c.Without(San)),
        ["profile.name-count"] = (Server with { Names = Server.Names with { MaximumCount = 1 } }, TlsServer, c => c.With(San, Dns("www.example.com", "example.com"))),
        ["profile.self-issued"] = (BuiltInProfiles.RootCa, Root, c => c.Subject = Seq(Attribute("2.5.4.3", 0x0C, "Another"))),
        ["profile.ocsp-no-check"] = (Server, TlsServer, c => c.With(NoCheck, [5, 0])),
        ["profile.policies"] = (Server with { Policies = [new CertificatePolicy("2.23.140.1.2.1")] }, TlsServer, c => c.Without(Policies)),
    };

    private static readonly Dictionary<string, (Func<TestCertificate> Good, Action<TestCertificate, TestCertificate> Spoil)> OfIssuer = new()
    {
        ["rfc5280.issuer.name-identical"] = (TlsServer, (_, issuer) => issuer.Subject = Seq(Attribute("2.5.4.3", 0x13, "Test Issuing"))),
        ["rfc5280.issuer.key-identifier"] = (TlsServer, (c, _) => c.With(Aki, Seq(Tlv(0x80, [.. Enumerable.Repeat((byte)1, 20)])))),
        ["rfc5280.issuer.not-after"] = (TlsServer, (c, _) => c.NotAfter = Text(0x17, "270122235959Z")),
        ["rfc5280.issuer.not-before"] = (TlsServer, (c, _) => c.NotBefore = Text(0x17, "261101000000Z")),
        ["rfc5280.issuer.authority"] = (TlsServer, (_, issuer) => issuer.Without(Basic)),
        ["rfc5280.issuer.cert-sign"] = (TlsServer, (_, issuer) => issuer.With(KeyUsage, Bits(1, 0x02), critical: true)),
        ["rfc5280.issuer.path-length"] = (Authority, (_, issuer) => issuer.With(Basic, Path(0), critical: true)),
        ["rfc5280.issuer.algorithm"] = (TlsServer, (_, issuer) => issuer.Key = Rsa(2048, 0x01, [1, 0, 1])),
        ["cabf.issuer.hash"] = (TlsServer, (c, _) => c.Algorithm = Seq(Oid("1.2.840.10045.4.3.3"))),
        ["cabf.issuer.purposes"] = (TlsServer, (_, issuer) => issuer.With(Eku, Purposes(2))),
        ["cabf.issuer.other-key"] = (TlsServer, (c, issuer) => c.Key = issuer.Key),
    };

    public static TheoryData<string> ProfileRuleIds => [.. OfProfile.Keys];

    public static TheoryData<string> IssuerRuleIds => [.. OfIssuer.Keys];

    internal static IEnumerable<string> RuleIds => OfProfile.Keys.Concat(OfIssuer.Keys);

    [Theory]
    [MemberData(nameof(ProfileRuleIds))]
    public void Check_NotAsTheProfileSays_FindsTheFaultAndOnlyThere(string rule)
    {
        var (profile, good, spoil) = OfProfile[rule];
        var bad = good();
        spoil(bad);

        Rules(good(), profile, null).Where(id => id.StartsWith("profile.", StringComparison.Ordinal)).ShouldNotContain(rule);
        Rules(bad, profile, null).ShouldContain(rule);
    }

    [Theory]
    [MemberData(nameof(IssuerRuleIds))]
    public void Check_DoesNotFitItsIssuer_FindsTheFaultAndOnlyThere(string rule)
    {
        var (good, spoil) = OfIssuer[rule];
        var (bad, issuer) = (good(), Issuing());
        spoil(bad, issuer);

        Rules(good(), null, Issuing()).ShouldNotContain(rule);
        Rules(bad, null, issuer).ShouldContain(rule);
    }

    private static TestCertificate Issuing()
    {
        var issuer = Authority();
        issuer.Subject = issuer.Issuer;
        issuer.Key = Seq(Seq(Oid("1.2.840.10045.2.1"), Oid("1.2.840.10045.3.1.7")), Bits([0, 4, .. Enumerable.Repeat((byte)0x5B, 64)]));
        return issuer;
    }

    private static byte[] Path(byte length) => Seq(Tlv(1, [0xFF]), Tlv(2, [length]));

    private static List<string> Rules(TestCertificate certificate, CertificateProfile? profile, TestCertificate? issuer) =>
        [.. Linter.Check(certificate.Encode(), profile, issuer?.Encode()).Select(finding => finding.Rule)];
}
