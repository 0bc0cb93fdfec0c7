using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Shouldly;
using Ucm.Frontend.Admin.Api;
using Ucm.Grains.Interfaces.Authorities;
using Ucm.Grains.Interfaces.Certificates;
using Ucm.Pki.Keys;

namespace Ucm.Frontend.Tests.Admin.Api;

/// <summary>A generated key is given once: with the certificate that is for it.</summary>
public sealed class KeyMakerTests
{
    private const string Password = "secret of the file";

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task WithKey_CertificateForThisKey_GivesThePkcs12(bool replayed)
    {
        using var keys = new KeyMaker();
        using var key = await keys.Make(KeyAlgorithm.EcdsaP256, TestContext.Current.CancellationToken);
        var issued = Certify(key, replayed);

        var answer = await keys.WithKey(issued.ToAnswer("tls-client", "user:ann", DateTimeOffset.UnixEpoch), issued, key, Password);

        answer.PrivateKeyAvailable.ShouldBe(true, "a call that was sent twice within one request has the same key");
        answer.Note.ShouldBeNull();
        using var file = X509CertificateLoader.LoadPkcs12(Convert.FromBase64String(answer.Pkcs12.ShouldNotBeNull()), Password, X509KeyStorageFlags.EphemeralKeySet);
        file.HasPrivateKey.ShouldBeTrue();
    }

    [Fact]
    public async Task WithKey_CertificateForTheKeyOfAnEarlierAttempt_SaysThatThereIsNoKey()
    {
        using var keys = new KeyMaker();
        using var earlier = await keys.Make(KeyAlgorithm.EcdsaP256, TestContext.Current.CancellationToken);
        using var key = await keys.Make(KeyAlgorithm.EcdsaP256, TestContext.Current.CancellationToken);
        var issued = Certify(earlier, replayed: true);

        var answer = await keys.WithKey(issued.ToAnswer("tls-client", "user:ann", DateTimeOffset.UnixEpoch), issued, key, Password);

        answer.PrivateKeyAvailable.ShouldBe(false);
        answer.Pkcs12.ShouldBeNull();
        answer.Certificate.ShouldNotBeNull();
        answer.Note.ShouldNotBeNull().ShouldContain("given once");
    }

    [Fact]
    public async Task ToAnswer_JustIssued_SaysWhatStandsInTheCertificate()
    {
        using var keys = new KeyMaker();
        using var key = await keys.Make(KeyAlgorithm.EcdsaP256, TestContext.Current.CancellationToken);
        var issued = Certify(key, replayed: false);

        var answer = issued.ToAnswer("tls-client", "user:ann", DateTimeOffset.UnixEpoch);

        answer.Issuer.ShouldBe("CN=Issuing");
        answer.Key.ShouldBe(new CertificateKeyAnswer { Algorithm = "ec", Size = 256, Curve = "P-256" });
        answer.KeySha256.ShouldBe(Convert.ToHexStringLower(SHA256.HashData(key.SubjectPublicKeyInfo.Span)));
        answer.Fingerprints!.Sha256.ShouldBe(Convert.ToHexStringLower(SHA256.HashData(issued.Der.AsSpan())));
        answer.Fingerprints.Sha1.Length.ShouldBe(40);
        answer.KeyUsage.ShouldBe(["digitalSignature"]);
        answer.ExtendedKeyUsage.ShouldBe(["1.3.6.1.5.5.7.3.2"]);
    }

    private static IssuedCertificate Certify(ISigningKey key, bool replayed)
    {
        using var issuer = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = CertificateRequest.LoadSigningRequest(KeyMaker.Request(key), HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509KeyUsageExtension(X509KeyUsageFlags.DigitalSignature, critical: true));
        request.CertificateExtensions.Add(new X509EnhancedKeyUsageExtension([new Oid("1.3.6.1.5.5.7.3.2")], critical: false));
        var generator = X509SignatureGenerator.CreateForECDsa(issuer);
        var certificate = request.Create(new X500DistinguishedName("CN=Issuing"), generator, DateTimeOffset.UnixEpoch, DateTimeOffset.UnixEpoch.AddYears(70), [1, 2, 3]);
        return new IssuedCertificate(
            new CertificateKey(AuthorityId.Parse("issuing"), SerialNumber.FromBytes([1, 2, 3])), [.. certificate.RawData], [], DateTimeOffset.UnixEpoch, DateTimeOffset.UnixEpoch.AddYears(70), replayed);
    }
}
