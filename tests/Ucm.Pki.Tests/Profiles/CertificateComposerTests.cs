using System.Net;
using Ucm.Pki.Keys;
using Ucm.Pki.Profiles;
using Ucm.Pki.Requests;
using Ucm.Pki.X509;

namespace Ucm.Pki.Tests.Profiles;

public sealed class CertificateComposerTests
{
    private static readonly CertificateProfile TlsServer = BuiltInProfiles.Find("tls-server")!;
    private static readonly CertificateProfile SubCa = BuiltInProfiles.Find("sub-ca")!;
    private static readonly PublicKeyInfo Key = TestKeys.Public(KeyAlgorithm.EcdsaP256);
    private static readonly CertificateRequestContent Example = new(null, TestKeys.Dns("example.com"));

    /// <summary>A defect that shipped: authority, EKU, policies and key identifiers copied from the request.</summary>
    [Fact]
    public void TryCompose_RequestAsksForAuthorityEkuPolicyAndKeyIdentifier_GetsThoseOfTheProfile()
    {
        using var openssl = new OpenSsl();
        openssl.Run(
            "req", "-new", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-keyout", "k.pem", "-subj", "/CN=example.com", "-outform", "DER", "-out", "csr.der",
            "-addext", "subjectAltName=DNS:example.com", "-addext", "basicConstraints=critical,CA:true", "-addext", "keyUsage=critical,keyCertSign,cRLSign",
            "-addext", "extendedKeyUsage=codeSigning,OCSPSigning", "-addext", "certificatePolicies=1.2.3.4", "-addext", "subjectKeyIdentifier=00112233",
            "-addext", "2.5.29.35=DER:3006800411223344", "-addext", "crlDistributionPoints=URI:http://evil.test/crl", "-addext", "noCheck=ignored");
        CertificationRequest.TryParse(File.ReadAllBytes(openssl.Path("csr.der")), out var request, out var fault).ShouldBeTrue(fault?.Detail);
        request!.RequestedExtensions.Count.ShouldBe(9);

        var certificate = TestAuthority.Root.Issue("tls-server", request.PublicKey, CertificateRequestContent.From(request));

        certificate.IsAuthority.ShouldBeFalse();
        certificate.KeyUsage.ShouldBe(KeyUsages.DigitalSignature);
        certificate.ExtendedKeyUsage.ShouldBe([ExtendedKeyUsages.ServerAuth]);
        certificate.Policies.ShouldBeEmpty();
        certificate.CrlUrls.ShouldBe([TestAuthority.Urls.Crl!]);
        certificate.HasOcspNoCheck.ShouldBeFalse();
        certificate.SubjectKeyIdentifier!.Value.ToArray().ShouldBe(KeyIdentifiers.Compute(request.PublicKey.Der));
        certificate.AuthorityKeyIdentifier!.Value.ToArray().ShouldBe(TestAuthority.Root.Certificate.SubjectKeyIdentifier!.Value.ToArray());
    }

    /// <summary>A defect that shipped: a name smuggled in as common name, which nobody had validated.</summary>
    [Theory]
    [InlineData("CN=evil.test")]
    [InlineData("CN=example.com+CN=evil.test")]
    [InlineData("CN=Not a host")]
    [InlineData("CN=example.com.")]
    public void TryCompose_CommonNameThatIsNoneOfTheNames_IsRefused(string subject)
    {
        var content = Example with { Subject = DistinguishedName.Parse(subject) };

        TestAuthority.Root.Refuse(TlsServer, Key, content).Kind.ShouldBe(PkiFaultKind.Name);
    }

    [Fact]
    public void TryCompose_OnlyACommonName_BecomesTheName()
    {
        var certificate = TestAuthority.Root.Issue("tls-server", Key, new CertificateRequestContent(DistinguishedName.Parse("CN=192.0.2.1"), null));

        certificate.Names.ShouldBe([new GeneralName(GeneralNameKind.Ip, "192.0.2.1")]);
    }

    [Fact]
    public void TryCompose_CommonNameLongerThan64_IsLeftOutAndSanIsCritical()
    {
        var name = new string('a', 60) + ".example.com";
        var certificate = TestAuthority.Root.Issue("tls-server", Key, new CertificateRequestContent(DistinguishedName.Parse($"CN={name}"), TestKeys.Dns(name)));

        certificate.Subject.IsEmpty.ShouldBeTrue();
        certificate.FindExtension("2.5.29.17")!.Critical.ShouldBeTrue();
    }

    [Theory]
    [InlineData("https://pki.example.com/crl")]
    [InlineData("ldap://pki.example.com/crl")]
    [InlineData("http://")]
    [InlineData("http://pki.example.com/ü")]
    public void TryCompose_UrlThatIsNotPlainHttp_IsRefused(string url)
    {
        TestAuthority.Root.Refuse(TlsServer, Key, Example, new RevocationUrls(url, null, null)).Kind.ShouldBe(PkiFaultKind.Policy);
        TestAuthority.Root.Refuse(TlsServer, Key, Example, new RevocationUrls(null, url, null)).Kind.ShouldBe(PkiFaultKind.Policy);
        TestAuthority.Root.Refuse(TlsServer, Key, Example, new RevocationUrls(null, null, url)).Kind.ShouldBe(PkiFaultKind.Policy);
    }

    [Theory]
    [InlineData("")]
    [InlineData("00")]
    [InlineData("8000000000000000000000000000000000000000")]
    [InlineData("010000000000000000000000000000000000000000")]
    public void TryCompose_SerialZeroOrLongerThan20Octets_IsRefused(string serial)
    {
        TestAuthority.Root.Refuse(TlsServer, Key, Example, serial: Convert.FromHexString(serial)).Kind.ShouldBe(PkiFaultKind.Policy);
    }

    [Fact]
    public void TryCompose_IssuerEndsFirst_ValidityEndsWithIt()
    {
        var issuing = TestAuthority.Root.CreateSubordinate(KeyAlgorithm.EcdsaP256, profile => profile with { Validity = TimeSpan.FromDays(30) });

        issuing.Issue("tls-server", Key, Example).NotAfter.ShouldBe(issuing.Certificate.NotAfter);
        issuing.Refuse(TlsServer, Key, Example with { NotAfter = issuing.Certificate.NotAfter.AddSeconds(1) }).Kind.ShouldBe(PkiFaultKind.Policy);
    }

    [Fact]
    public void TryCompose_TimesOfTheRequest_AreKeptWithinTheProfile()
    {
        var notAfter = TestAuthority.Now.AddDays(10);

        var certificate = TestAuthority.Root.Issue("tls-server", Key, Example with { NotBefore = TestAuthority.Now, NotAfter = notAfter });

        certificate.NotBefore.ShouldBe(new DateTimeOffset(2026, 11, 23, 12, 0, 0, TimeSpan.Zero));
        certificate.NotAfter.ShouldBe(new DateTimeOffset(2026, 12, 3, 12, 0, 0, TimeSpan.Zero));
        TestAuthority.Root.Refuse(TlsServer, Key, Example with { NotAfter = TestAuthority.Now.AddDays(201) }).Kind.ShouldBe(PkiFaultKind.Policy);
        TestAuthority.Root.Refuse(TlsServer, Key, Example with { NotBefore = TestAuthority.Now.AddDays(-3) }).Kind.ShouldBe(PkiFaultKind.Policy);
        TestAuthority.Root.Refuse(TlsServer, Key, Example with { NotAfter = TestAuthority.Now.AddDays(-3) }).Kind.ShouldBe(PkiFaultKind.Policy);
    }

    /// <summary>A client that adds the profile's maximum to its clock gets that: the backdating is what gives way, never the limit.</summary>
    [Theory]
    [InlineData(0, 1)]
    [InlineData(1, 0)]
    [InlineData(30, 0)]
    [InlineData(7200, 0)]
    public void TryCompose_EndAtTheMaximumFromNow_IsGivenAndTheBackdatingShrinks(int secondsLater, int secondsShorter)
    {
        var notAfter = TestAuthority.Now.AddMilliseconds(-250).AddDays(200);
        var now = TestAuthority.Now.AddSeconds(secondsLater);

        var certificate = TestAuthority.Root.Issue("tls-server", Key, Example with { NotAfter = notAfter }, now);

        certificate.NotAfter.ShouldBe(notAfter.AddSeconds(-secondsShorter));
        (certificate.NotAfter - certificate.NotBefore + TimeSpan.FromSeconds(1)).ShouldBeLessThanOrEqualTo(TimeSpan.FromDays(200));
        certificate.NotBefore.ShouldBeInRange(now.AddHours(-1).AddSeconds(-1), now);
    }

    [Fact]
    public void FindFault_EndBeyondTheMaximum_NamesTheLatest()
    {
        var fault = ValidityRules.FindFault(TlsServer, TestAuthority.Root.Issuer, null, TestAuthority.Now.AddDays(201), TestAuthority.Now);

        fault!.Detail.ShouldContain($"{TestAuthority.Now.AddDays(200).AddSeconds(-1):yyyy-MM-ddTHH:mm:ssZ} at the latest");
        ValidityRules.FindFault(TlsServer, TestAuthority.Root.Issuer, null, TestAuthority.Root.Issuer.NotAfter.AddSeconds(1), TestAuthority.Now)!.Detail.ShouldContain("at the latest");
        ValidityRules.FindFault(TlsServer, TestAuthority.Root.Issuer, null, null, TestAuthority.Now).ShouldBeNull();
    }

    /// <summary>The times come from strangers: whatever they are, the answer is a certificate or a fault, never an overflow.</summary>
    [Theory]
    [MemberData(nameof(Times))]
    public void TryCompose_AnyTimes_IsRefusedAndNeverOverflows(DateTimeOffset? notBefore, DateTimeOffset? notAfter)
    {
        var endless = TestAuthority.Root.Issuer with { NotBefore = DateTimeOffset.MinValue, NotAfter = DateTimeOffset.MaxValue };
        var forEver = TlsServer with { Validity = TimeSpan.MaxValue, MaximumValidity = TimeSpan.MaxValue, Backdate = TimeSpan.MaxValue };

        TestAuthority.Root.Refuse(TlsServer, Key, Example with { NotBefore = notBefore, NotAfter = notAfter }).Kind.ShouldBe(PkiFaultKind.Policy);
        var content = Example with { NotBefore = notBefore, NotAfter = notAfter };
        CertificateComposer.TryCompose(
            forEver, endless, Key, content, SerialNumbers.Next(TimeProvider.System), TestAuthority.Urls, TestAuthority.Now, out _, out var fault);
        (fault?.Kind ?? PkiFaultKind.Policy).ShouldBe(PkiFaultKind.Policy);
    }

    [Fact]
    public void TryCompose_NotBeforeAtTheBounds_IsTheLatestAndNotOneSecondMore()
    {
        var latest = NotBeforeRange.Latest(TestAuthority.Now);

        var certificate = TestAuthority.Root.Issue("tls-server", Key, Example with { NotBefore = latest, NotAfter = latest.AddDays(10) });

        certificate.NotBefore.ShouldBe(latest);
        var fault = TestAuthority.Root.Refuse(TlsServer, Key, Example with { NotBefore = latest.AddSeconds(1), NotAfter = latest.AddDays(10) });
        fault.Detail.ShouldContain($"at most {latest:yyyy-MM-ddTHH:mm:ssZ}");
    }

    public static TheoryData<DateTimeOffset?, DateTimeOffset?> Times
    {
        get
        {
            var (near, last) = (new DateTimeOffset(2034, 1, 1, 0, 0, 0, TimeSpan.Zero), new DateTimeOffset(9999, 12, 31, 23, 59, 59, TimeSpan.FromHours(5)));
            DateTimeOffset[] extremes = [DateTimeOffset.MinValue, DateTimeOffset.MaxValue, near, last];
            TheoryData<DateTimeOffset?, DateTimeOffset?> times = [];
            foreach (var time in extremes)
            {
                times.Add(time, null);
                times.Add(null, time);
                foreach (var end in extremes)
                {
                    times.Add(time, end);
                }
            }

            return times;
        }
    }

    [Fact]
    public void TryCompose_After2049_IsGeneralizedTime()
    {
        using var openssl = new OpenSsl();
        var root = TestAuthority.Root.Certificate;
        var longLived = TestAuthority.CreateRoot(KeyAlgorithm.EcdsaP256);
        var issuer = longLived.Issuer with { NotAfter = DateTimeOffset.MaxValue };
        var composed = TestAuthority.Compose(SubCa, issuer, Key, new CertificateRequestContent(DistinguishedName.Parse("CN=a"), null, null, new DateTimeOffset(2050, 1, 1, 0, 0, 0, TimeSpan.Zero)));
        openssl.Write("c.der", CertificateAssembler.Assemble(composed.Tbs, longLived.Key.SignatureAlgorithm.Span, longLived.Key.Sign(composed.Tbs)));

        var text = openssl.Run("asn1parse", "-inform", "DER", "-in", "c.der");

        text.ShouldContain("UTCTIME           :261123110000Z");
        text.ShouldContain("GENERALIZEDTIME   :20500101000000Z");
        root.NotAfter.Year.ShouldBeLessThan(2050);
    }

    [Fact]
    public void TryCompose_PathLength_LimitsAuthorities()
    {
        var last = TestAuthority.Root.CreateSubordinate(KeyAlgorithm.EcdsaP256);
        var middle = TestAuthority.Root.CreateSubordinate(KeyAlgorithm.EcdsaP256, profile => profile with { PathLength = 1 });
        var content = new CertificateRequestContent(DistinguishedName.Parse("CN=below"), null);

        last.Refuse(SubCa, Key, content).Kind.ShouldBe(PkiFaultKind.Policy);
        middle.Issue("sub-ca", Key, content).PathLength.ShouldBe(0);
        middle.Refuse(SubCa with { PathLength = 1 }, Key, content).Kind.ShouldBe(PkiFaultKind.Policy);
        middle.Refuse(SubCa with { PathLength = null }, Key, content).Kind.ShouldBe(PkiFaultKind.Policy);
    }

    [Fact]
    public void TryCompose_NameConstraintsOfTheIssuer_AreEnforced()
    {
        var constraints = new NameConstraints([NameSubtree.Dns("example.com")], [NameSubtree.Ip(IPNetwork.Parse("0.0.0.0/0"))]);
        var issuing = TestAuthority.Root.CreateSubordinate(KeyAlgorithm.EcdsaP256, profile => profile with { NameConstraints = constraints });

        issuing.Certificate.FindExtension("2.5.29.30")!.Critical.ShouldBeTrue();
        issuing.Issue("tls-server", Key, Example).Names.Count.ShouldBe(1);
        issuing.Refuse(TlsServer, Key, new CertificateRequestContent(null, TestKeys.Dns("example.net"))).Kind.ShouldBe(PkiFaultKind.Policy);
        issuing.Refuse(TlsServer, Key, new CertificateRequestContent(null, [new GeneralName(GeneralNameKind.Ip, "192.0.2.1")])).Kind.ShouldBe(PkiFaultKind.Policy);
    }

    [Fact]
    public void TryCompose_RootProfileForAnotherKey_IsRefused()
    {
        TestAuthority.Root.Refuse(BuiltInProfiles.RootCa, Key, new CertificateRequestContent(TestAuthority.Root.Certificate.Subject, null)).Kind.ShouldBe(PkiFaultKind.Policy);
    }

    [Fact]
    public void TryCompose_KindsAndWildcardsNotOfTheProfile_AreRefused()
    {
        TestAuthority.Root.Refuse(TlsServer, Key, new CertificateRequestContent(null, [new GeneralName(GeneralNameKind.Email, "a@example.com")])).Kind
            .ShouldBe(PkiFaultKind.UnsupportedName);
        TestAuthority.Root.Refuse(BuiltInProfiles.Find("vpn-server")!, Key, new CertificateRequestContent(null, TestKeys.Dns("*.example.com"))).Kind
            .ShouldBe(PkiFaultKind.Policy);
        TestAuthority.Root.Refuse(TlsServer, Key, new CertificateRequestContent(null, null)).Kind.ShouldBe(PkiFaultKind.Name);
        TestAuthority.Root.Refuse(TlsServer with { AllowedKeys = [PublicKeyKind.Rsa] }, Key, Example).Kind.ShouldBe(PkiFaultKind.UnsupportedKey);
    }
}
