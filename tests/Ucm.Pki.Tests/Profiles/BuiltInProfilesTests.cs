using Ucm.Pki.Keys;
using Ucm.Pki.Profiles;
using Ucm.Pki.X509;

namespace Ucm.Pki.Tests.Profiles;

/// <summary>Every profile, read by openssl and certtool.</summary>
public sealed class BuiltInProfilesTests
{
    public static TheoryData<string, KeyAlgorithm> ProfilesAndKeys
    {
        get
        {
            var data = new TheoryData<string, KeyAlgorithm>();
            foreach (var profile in BuiltInProfiles.All)
            {
                data.Add(profile.Name, KeyAlgorithm.Rsa2048);
                data.Add(profile.Name, KeyAlgorithm.EcdsaP256);
                data.Add(profile.Name, KeyAlgorithm.Ed25519);
            }

            return data;
        }
    }

    [Fact]
    public void All_HasTheTenProfiles()
    {
        BuiltInProfiles.All.Select(profile => profile.Name).ShouldBe(
            ["tls-server", "tls-server-short", "tls-client", "email", "code-signing", "vpn-server", "vpn-client", "timestamping", "ocsp-signing", "sub-ca"]);
        BuiltInProfiles.Find("root-ca").ShouldBeNull();
        BuiltInProfiles.Find("TLS-server").ShouldBeNull();
    }

    [Theory, MemberData(nameof(ProfilesAndKeys))]
    public void Issue_EachProfileAndKey_IsVerifiedByOpenSslAndCertTool(string profile, KeyAlgorithm algorithm)
    {
        using var openssl = new OpenSsl();
        var issuing = TestAuthority.Root.CreateSubordinate(KeyAlgorithm.EcdsaP256, sub => sub with { PathLength = 1 });

        // Today, because certtool cannot be told another day.
        var now = TimeProvider.System.GetUtcNow();
        var certificate = issuing.Issue(profile, TestKeys.Public(algorithm), Content(profile), now);
        openssl.WritePem("root.pem", "CERTIFICATE", TestAuthority.Root.Certificate.Der);
        openssl.WritePem("issuing.pem", "CERTIFICATE", issuing.Certificate.Der);
        openssl.WritePem("leaf.pem", "CERTIFICATE", certificate.Der);
        openssl.WritePem("chain.pem", "CERTIFICATE", certificate.Der, issuing.Certificate.Der, TestAuthority.Root.Certificate.Der);

        openssl.Run("verify", "-x509_strict", "-attime", $"{now.ToUnixTimeSeconds()}", "-CAfile", "root.pem", "-untrusted", "issuing.pem", "leaf.pem").ShouldContain("OK");
        var text = openssl.Run("x509", "-in", "leaf.pem", "-noout", "-text");
        text.ShouldContain("Version: 3 (0x2)");
        text.Contains("Key Encipherment", StringComparison.Ordinal).ShouldBe(algorithm == KeyAlgorithm.Rsa2048 && BuiltInProfiles.Find(profile)!.RsaKeyUsage != KeyUsages.None);
        var (code, output) = openssl.TryRun("certtool", "--verify-chain", "--infile", "chain.pem");
        code.ShouldBe(0, output);
    }

    [Fact]
    public void Issue_TlsServer_LooksAsTheBaselineRequirementsWant()
    {
        var certificate = TestAuthority.Root.Issue(
            "tls-server", TestKeys.Public(KeyAlgorithm.EcdsaP256), new CertificateRequestContent(DistinguishedName.Parse("CN=Example.com,O=Widgits,C=AU"), TestKeys.Dns("example.com")));

        certificate.Subject.ToString().ShouldBe("CN=example.com");
        certificate.Policies.ShouldBeEmpty("nobody validated a domain for the CA/B Forum, unless a profile says so");
        certificate.KeyUsage.ShouldBe(KeyUsages.DigitalSignature);
        certificate.ExtendedKeyUsage.ShouldBe([ExtendedKeyUsages.ServerAuth]);
        certificate.NotBefore.ShouldBe(new DateTimeOffset(2026, 11, 23, 11, 0, 0, TimeSpan.Zero));
        (certificate.NotAfter - certificate.NotBefore).ShouldBe(TimeSpan.FromDays(90) - TimeSpan.FromSeconds(1));
        certificate.OcspUrls.ShouldBe([TestAuthority.Urls.Ocsp!]);
        certificate.CrlUrls.ShouldBe([TestAuthority.Urls.Crl!]);
        certificate.CaIssuersUrls.ShouldBe([TestAuthority.Urls.CaIssuers!]);
        certificate.FindExtension("2.5.29.17")!.Critical.ShouldBeFalse();
    }

    [Fact]
    public void Issue_OcspSigning_HasNoCheckAndNoOcspUrl()
    {
        var certificate = TestAuthority.Root.Issue("ocsp-signing", TestKeys.Public(KeyAlgorithm.EcdsaP256), Content("ocsp-signing"));

        certificate.HasOcspNoCheck.ShouldBeTrue();
        certificate.OcspUrls.ShouldBeEmpty();
    }

    [Fact]
    public void Issue_Timestamping_HasItsOnlyPurposeCritical()
    {
        var certificate = TestAuthority.Root.Issue("timestamping", TestKeys.Public(KeyAlgorithm.EcdsaP256), Content("timestamping"));

        certificate.ExtendedKeyUsage.ShouldBe([ExtendedKeyUsages.TimeStamping]);
        certificate.FindExtension("2.5.29.37")!.Critical.ShouldBeTrue();
    }

    [Theory]
    [InlineData(KeyAlgorithm.Rsa4096)]
    [InlineData(KeyAlgorithm.EcdsaP384)]
    [InlineData(KeyAlgorithm.EcdsaP521)]
    [InlineData(KeyAlgorithm.Ed25519)]
    public void Root_EachKey_IsVerifiedByOpenSsl(KeyAlgorithm algorithm)
    {
        using var openssl = new OpenSsl();
        var root = TestAuthority.CreateRoot(algorithm);
        openssl.WritePem("root.pem", "CERTIFICATE", root.Certificate.Der);

        openssl.Run("verify", "-x509_strict", "-check_ss_sig", "-attime", $"{TestAuthority.Now.ToUnixTimeSeconds()}", "-CAfile", "root.pem", "root.pem").ShouldContain("OK");

        root.Certificate.AuthorityKeyIdentifier!.Value.ToArray().ShouldBe(root.Certificate.SubjectKeyIdentifier!.Value.ToArray());
        root.Certificate.CrlUrls.ShouldBeEmpty();
    }

    private static CertificateRequestContent Content(string profile) => profile switch
    {
        "tls-server" or "tls-server-short" => new(null, [.. TestKeys.Dns("www.example.com", "*.example.com"), new GeneralName(GeneralNameKind.Ip, "192.0.2.1")]),
        "vpn-server" => new(DistinguishedName.Parse("CN=gateway.example.com,O=Example"), TestKeys.Dns("gateway.example.com")),
        "email" => new(DistinguishedName.Parse("CN=Jane Doe"), [new GeneralName(GeneralNameKind.Email, "jane@example.com")]),
        _ => new(DistinguishedName.Parse($"CN={profile},O=Example,C=DE"), null),
    };
}
