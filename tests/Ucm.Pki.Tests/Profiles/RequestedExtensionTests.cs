using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Ucm.Pki.Profiles;
using Ucm.Pki.Requests;

namespace Ucm.Pki.Tests.Profiles;

/// <summary>Requested extensions are honoured, named as ignored, or a reason to refuse; never dropped in silence.</summary>
public sealed class RequestedExtensionTests
{
    private static readonly CertificateProfile Server = BuiltInProfiles.Find("tls-server")!;

    [Theory]
    [InlineData(true, false)]
    [InlineData(false, true)]
    public void TryCompose_MustStapleAskedFor_IsThereIfTheProfileAllows(bool always, bool onRequest)
    {
        using var openssl = new OpenSsl();
        var profile = Server with { MustStaple = always, MustStapleOnRequest = onRequest, UnmetExtensions = UnmetExtensions.Refuse };
        var request = Request(openssl, "tlsfeature=status_request");

        var certificate = TestAuthority.Root.Issue(profile, request.PublicKey, CertificateRequestContent.From(request));

        File.WriteAllBytes(openssl.Path("c.der"), certificate.Der.ToArray());
        openssl.Run("x509", "-inform", "DER", "-in", "c.der", "-noout", "-text").ShouldContain("status_request");
    }

    [Theory]
    [InlineData("tlsfeature=status_request", "must_staple_on_request")]
    [InlineData("1.3.6.1.5.5.7.1.24=DER:3003020111", "status_request (5)")]
    [InlineData("1.3.6.1.5.5.7.1.24=DER:3006020105020111", "status_request (5)")]
    [InlineData("1.3.6.1.5.5.7.1.24=DER:0500", "status_request (5)")]
    public void TryCompose_TlsFeatureThatCannotBeHad_IsRefusedHoweverLenientTheProfile(string extension, string said)
    {
        using var openssl = new OpenSsl();
        var request = Request(openssl, extension);

        var fault = TestAuthority.Root.Refuse(Server, request.PublicKey, CertificateRequestContent.From(request));

        fault.Kind.ShouldBe(PkiFaultKind.Request);
        fault.Detail.ShouldContain(said);
    }

    [Theory]
    [InlineData("keyUsage=critical,digitalSignature", "")]
    [InlineData("keyUsage=digitalSignature,keyEncipherment", "2.5.29.15")]
    [InlineData("extendedKeyUsage=serverAuth", "")]
    [InlineData("extendedKeyUsage=serverAuth,clientAuth", "2.5.29.37")]
    [InlineData("basicConstraints=CA:FALSE", "")]
    [InlineData("basicConstraints=CA:TRUE", "2.5.29.19")]
    [InlineData("basicConstraints=CA:FALSE,pathlen:1", "2.5.29.19")]
    [InlineData("subjectKeyIdentifier=00112233", "2.5.29.14")]
    [InlineData("certificatePolicies=1.2.3.4", "2.5.29.32")]
    [InlineData("nsComment=hello", "2.16.840.1.113730.1.13")]
    [InlineData("1.3.6.1.4.1.311.20.2=ASN1:BMPSTRING:WebServer", "1.3.6.1.4.1.311.20.2")]
    [InlineData("2.5.29.15=DER:0500", "2.5.29.15")]
    [InlineData("2.5.29.37=DER:FF", "2.5.29.37")]
    [InlineData("noCheck=ignored", "1.3.6.1.5.5.7.48.1.5")]
    public void TryCompose_AnyExtension_IsThereAsAskedOrNamed(string extension, string ignored)
    {
        using var openssl = new OpenSsl();
        var request = Request(openssl, extension);
        var content = CertificateRequestContent.From(request);

        TestAuthority.Compose(Server, TestAuthority.Root.Issuer, request.PublicKey, content).IgnoredExtensions.ShouldBe(ignored.Length == 0 ? [] : [ignored]);
        var strict = Server with { UnmetExtensions = UnmetExtensions.Refuse };
        if (ignored.Length > 0)
        {
            TestAuthority.Root.Refuse(strict, request.PublicKey, content).Detail.ShouldContain(ignored);
        }
        else
        {
            TestAuthority.Compose(strict, TestAuthority.Root.Issuer, request.PublicKey, content).IgnoredExtensions.ShouldBeEmpty();
        }
    }

    [Fact]
    public void TryCompose_KeyUsageOfAnRsaRequest_IsJudgedByTheKind()
    {
        using var key = RSA.Create(2048);
        var made = new CertificateRequest("CN=www.example.com", key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        made.CertificateExtensions.Add(new X509KeyUsageExtension(X509KeyUsageFlags.DigitalSignature | X509KeyUsageFlags.KeyEncipherment, critical: true));
        CertificationRequest.TryParse(made.CreateSigningRequest(), out var request, out _).ShouldBeTrue();

        TestAuthority.Compose(Server, TestAuthority.Root.Issuer, request!.PublicKey, CertificateRequestContent.From(request) with { Names = TestKeys.Dns("www.example.com") })
            .IgnoredExtensions.ShouldBeEmpty();
    }

    private static CertificationRequest Request(OpenSsl openssl, string extension)
    {
        openssl.Run(
            "req", "-new", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-keyout", "key.pem", "-subj", "/CN=www.example.com",
            "-addext", "subjectAltName=DNS:www.example.com", "-addext", extension, "-outform", "DER", "-out", "csr.der");
        CertificationRequest.TryParse(File.ReadAllBytes(openssl.Path("csr.der")), out var request, out var fault).ShouldBeTrue(fault?.Detail);
        return request!;
    }
}
