using CsCheck;
using Ucm.Pki.Keys;
using Ucm.Pki.Profiles;
using Ucm.Pki.X509;

namespace Ucm.Pki.Tests.X509;

public sealed class ParsedCertificateTests
{
    /// <summary>RFC 8410 §10.2: an X25519 key certified with Ed25519.</summary>
    private const string Rfc8410Certificate =
        "MIIBLDCB36ADAgECAghWAUdKKo3DMDAFBgMrZXAwGTEXMBUGA1UEAwwOSUVURiBUZXN0IERlbW8wHhcNMTYwODAxMTIxOTI0WhcNNDAxMjMxMjM1OTU5WjAZMRcwFQYDVQQDDA5JRVRGIFRlc3Qg"
        + "RGVtbzAqMAUGAytlbgMhAIUg8AmJMKdUdIt93LQ+91oNvzoNJjga9OukqY6qm05qo0UwQzAPBgNVHRMBAf8EBTADAQEAMA4GA1UdDwEBAAQEAwIDCDAgBgNVHQ4BAQAEFgQUmx9e7e0EM4Xk97xiPFl1uQvIuzsw"
        + "BQYDK2VwA0EAryMB/t3J5v/BzKc9dNZIpDmAgs3babFOTQbs+BolzlDUwsPrdGxO3YNGhW7Ibz3OGhhlxXrCe1Cgw1AH9efZBA==";

    [Fact]
    public void TryParse_Rfc8410Certificate_IsRead()
    {
        var der = Convert.FromBase64String(Rfc8410Certificate);

        ParsedCertificate.TryParse(der, out var certificate, out var fault).ShouldBeTrue(fault?.Detail);

        certificate!.Subject.ToString().ShouldBe("CN=IETF Test Demo");
        certificate.NotAfter.ShouldBe(new DateTimeOffset(2040, 12, 31, 23, 59, 59, TimeSpan.Zero));
        certificate.KeyUsage.ShouldBe(KeyUsages.KeyAgreement);
        Convert.ToHexString(certificate.SignatureAlgorithm.Span).ShouldBe("300506032B6570");
    }

    [Fact]
    public void TryParse_CertificateMadeByOpenSsl_ReadsEveryExtension()
    {
        using var openssl = new OpenSsl();
        File.WriteAllText(openssl.Path("x.cnf"), """
            [req]
            distinguished_name=dn
            [dn]
            [ext]
            basicConstraints=critical,CA:true,pathlen:3
            keyUsage=critical,keyCertSign,cRLSign
            extendedKeyUsage=serverAuth,clientAuth
            subjectAltName=DNS:example.com,IP:192.0.2.1,IP:2001:db8::1,email:a@example.com,URI:https://example.com/,otherName:1.3.6.1.4.1.311.20.2.3;UTF8:jane@corp,RID:1.2.3
            subjectKeyIdentifier=hash
            certificatePolicies=2.23.140.1.2.1,1.2.3.4
            crlDistributionPoints=URI:http://example.com/a.crl
            authorityInfoAccess=OCSP;URI:http://example.com/ocsp,caIssuers;URI:http://example.com/ca
            nameConstraints=critical,permitted;DNS:example.com,excluded;IP:10.0.0.0/255.0.0.0
            """);
        openssl.Run(
            "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-keyout", "k.pem", "-config", "x.cnf", "-extensions", "ext", "-subj", "/C=DE/O=Example/CN=test", "-days", "9000", "-outform", "DER", "-out", "c.der");

        var certificate = ParsedCertificate.Parse(File.ReadAllBytes(openssl.Path("c.der")));

        certificate.Version.ShouldBe(3);
        certificate.Subject.ToString().ShouldBe("CN=test,O=Example,C=DE");
        (certificate.IsAuthority, certificate.PathLength).ShouldBe((true, 3));
        certificate.KeyUsage.ShouldBe(KeyUsages.KeyCertSign | KeyUsages.CrlSign);
        certificate.ExtendedKeyUsage.ShouldBe([ExtendedKeyUsages.ServerAuth, ExtendedKeyUsages.ClientAuth]);
        certificate.Names.Select(name => name.ToString()).ShouldBe(
            ["dns:example.com", "ip:192.0.2.1", "ip:2001:db8::1", "email:a@example.com", "uri:https://example.com/", "upn:jane@corp"]);
        certificate.OtherNames.ShouldBe(1);
        certificate.Policies.ShouldBe(["2.23.140.1.2.1", "1.2.3.4"]);
        certificate.CrlUrls.ShouldBe(["http://example.com/a.crl"]);
        certificate.OcspUrls.ShouldBe(["http://example.com/ocsp"]);
        certificate.CaIssuersUrls.ShouldBe(["http://example.com/ca"]);
        certificate.NameConstraints!.Permitted.Single().Text.ShouldBe("example.com");
        certificate.NameConstraints.Excluded.Single().Text.ShouldBe("10.0.0.0/255.0.0.0");
        certificate.NotAfter.Year.ShouldBeGreaterThan(2049);
        PublicKeyInfo.Parse(certificate.SubjectPublicKeyInfo)
            .Verify(certificate.Tbs.Span, certificate.Signature.Span, certificate.SignatureAlgorithm.Span).ShouldBeTrue();
    }

    [Fact]
    public void TryParse_AnyByteChanged_NeverThrows()
    {
        var original = TestAuthority.Root.Issue(
            "tls-server", TestKeys.Public(KeyAlgorithm.EcdsaP256), new CertificateRequestContent(null, TestKeys.Dns("example.com"))).Der.ToArray();

        Gen.Select(Gen.Int[0, original.Length - 1], Gen.Byte, Gen.Int[0, 10]).Sample(
            (position, value, cut) =>
            {
                var changed = original.ToArray();
                changed[position] = value;
                var parsed = ParsedCertificate.TryParse(cut == 0 ? changed.AsMemory(0, position) : changed, out _, out var fault);
                parsed.ShouldBe(fault is null);
            },
            iter: 3000);
    }

    [Fact]
    public void Assemble_GivesBackTheSameBytes()
    {
        var certificate = TestAuthority.Root.Certificate;

        CertificateAssembler.Assemble(certificate.Tbs.Span, certificate.SignatureAlgorithm.Span, certificate.Signature.Span).ShouldBe(certificate.Der.ToArray());
    }
}
