using System.Net;
using Ucm.Pki.Keys;
using Ucm.Pki.Linting;
using Ucm.Pki.Profiles;
using Ucm.Pki.X509;

namespace Ucm.Pki.Tests.Profiles;

/// <summary>What a profile fixes, limits and adds.</summary>
public sealed class ProfileLimitTests
{
    private static readonly CertificateProfile Server = BuiltInProfiles.Find("tls-server")!;
    private static readonly PublicKeyInfo Key = TestKeys.Public(KeyAlgorithm.EcdsaP256);

    [Theory]
    [InlineData("www.corp.example", true)]
    [InlineData("corp.example", true)]
    [InlineData("*.corp.example", true)]
    [InlineData("*.a.corp.example", true)]
    [InlineData("corp.example.evil.test", false)]
    [InlineData("evilcorp.example", false)]
    [InlineData("example", false)]
    public void TryCompose_DnsSuffix_IsTheNameOrWhatIsBelowIt(string name, bool allowed)
    {
        var profile = Server with { Names = Server.Names with { DnsSuffixes = ["corp.example"] } };

        Names(profile, new GeneralName(GeneralNameKind.Dns, name)).ShouldBe(allowed);
    }

    [Theory]
    [InlineData("10.1.2.3", true)]
    [InlineData("11.0.0.1", false)]
    [InlineData("fd00::1", true)]
    [InlineData("fe80::1", false)]
    public void TryCompose_IpNetwork_HoldsTheAddress(string address, bool allowed)
    {
        var profile = Server with { Names = Server.Names with { IpNetworks = [IPNetwork.Parse("10.0.0.0/8"), IPNetwork.Parse("fd00::/8")] } };

        Names(profile, new GeneralName(GeneralNameKind.Ip, address)).ShouldBe(allowed);
    }

    [Theory]
    [InlineData("ada@corp.example", true)]
    [InlineData("ada@sub.corp.example", false)]
    [InlineData("ada@evilcorp.example", false)]
    public void TryCompose_EmailDomain_IsExactlyTheAddresss(string address, bool allowed)
    {
        var email = BuiltInProfiles.Find("email")!;
        var profile = email with { Names = email.Names with { EmailDomains = ["corp.example"] } };

        Names(profile, new GeneralName(GeneralNameKind.Email, address)).ShouldBe(allowed);
    }

    [Fact]
    public void TryCompose_Underscore_StandsOnlyWhereTheProfileSaysSo()
    {
        var name = new GeneralName(GeneralNameKind.Dns, "a_b.example.com");

        Names(Server, name).ShouldBeFalse();
        Names(Server with { Names = Server.Names with { AllowUnderscores = true } }, name).ShouldBeTrue();
    }

    [Fact]
    public void TryCompose_FixedAttributes_TakeThePlaceOfWhatWasAsked()
    {
        var client = BuiltInProfiles.Find("tls-client")!;
        var profile = client with { Names = client.Names with { FixedAttributes = [new NameAttribute("2.5.4.10", "Corp", default)] } };

        var certificate = TestAuthority.Root.Issue(profile, Key, new CertificateRequestContent(DistinguishedName.Parse("CN=ada,O=Evil"), null));

        certificate.Subject.ToString().ShouldBe("CN=ada,O=Corp");
    }

    [Fact]
    public void TryCompose_RequiredAttributeMissing_IsRefusedByName()
    {
        var client = BuiltInProfiles.Find("tls-client")!;
        var profile = client with { Names = client.Names with { RequiredAttributes = ["2.5.4.10"] } };

        TestAuthority.Root.Refuse(profile, Key, new CertificateRequestContent(DistinguishedName.Parse("CN=ada"), null)).Detail.ShouldContain("attribute O");
    }

    [Fact]
    public void TryCompose_CommonNameFromNames_IsTheFirstThatFits()
    {
        var profile = Server with { Names = Server.Names with { CommonNameFromNames = true } };
        var content = new CertificateRequestContent(null, TestKeys.Dns($"{new string('a', 60)}.example.com", "short.example.com"));

        TestAuthority.Root.Issue(profile, Key, content).Subject.CommonName.ShouldBe("short.example.com");
    }

    [Fact]
    public void TryCompose_KeysOutsideTheLimits_AreRefusedWithTheLimit()
    {
        var content = new CertificateRequestContent(null, TestKeys.Dns("example.com"));

        TestAuthority.Root.Refuse(Server with { RsaMinimumBits = 3072 }, TestKeys.Public(KeyAlgorithm.Rsa2048), content).Detail.ShouldContain("3072");
        TestAuthority.Root.Refuse(Server with { EcCurves = ["P-384"] }, Key, content).Detail.ShouldContain("P-384");
    }

    [Fact]
    public void TryCompose_UrlsStapleAndPolicies_AreTheProfiles()
    {
        var profile = Server with
        {
            Urls = new ProfileUrls(Ocsp: null, Crl: "http://crl.example/own.crl", CaIssuers: ""),
            MustStaple = true,
            Policies = [new CertificatePolicy("1.3.6.1.4.1.99999.1", "https://pki.example/cps"), new CertificatePolicy("1.3.6.1.4.1.99999.2")],
        };
        using var openssl = new OpenSsl();

        var certificate = TestAuthority.Root.Issue(profile, Key, new CertificateRequestContent(null, TestKeys.Dns("example.com")));

        certificate.CrlUrls.ShouldBe(["http://crl.example/own.crl"]);
        certificate.CaIssuersUrls.ShouldBeEmpty();
        certificate.OcspUrls.ShouldBe([TestAuthority.Urls.Ocsp!]);
        certificate.Policies.ShouldBe(["1.3.6.1.4.1.99999.1", "1.3.6.1.4.1.99999.2"]);
        File.WriteAllBytes(openssl.Path("c.der"), certificate.Der.ToArray());
        var text = openssl.Run("x509", "-inform", "DER", "-in", "c.der", "-noout", "-text");
        text.ShouldContain("status_request");
        text.ShouldContain("CPS: https://pki.example/cps");
        Linter.Check(certificate, profile, TestAuthority.Root.Certificate).ShouldNotContain(static finding => finding.Severity == LintSeverity.Error);
    }

    [Fact]
    public void Lint_SeveritiesOfAProfile_TakeThePlaceOfTheRules()
    {
        var profile = Server with { Names = Server.Names with { AllowUnderscores = true } };
        var certificate = TestAuthority.Root.Issue(profile, Key, new CertificateRequestContent(null, TestKeys.Dns("a.example.com"), null) with { Names = [new GeneralName(GeneralNameKind.Dns, "a_b.example.com")] });

        Find(profile).ShouldBe(LintSeverity.Warning);
        Find(profile with { LintSeverities = new Dictionary<string, LintSeverity?> { ["cabf.san.underscore"] = LintSeverity.Error } }).ShouldBe(LintSeverity.Error);
        Find(profile with { LintSeverities = new Dictionary<string, LintSeverity?> { ["cabf.san.underscore"] = null } }).ShouldBeNull();

        LintSeverity? Find(CertificateProfile judged) =>
            Linter.Check(certificate, judged, TestAuthority.Root.Certificate).FirstOrDefault(static finding => finding.Rule == "cabf.san.underscore")?.Severity;
    }

    private static bool Names(CertificateProfile profile, GeneralName name) => CertificateComposer.TryCompose(
        profile, TestAuthority.Root.Issuer, Key, new CertificateRequestContent(null, [name]), SerialNumbers.Next(TimeProvider.System), TestAuthority.Urls, TestAuthority.Now, out _, out _);
}
