using Ucm.Pki.Keys;
using Ucm.Pki.Profiles;
using Ucm.Pki.X509;

namespace Ucm.Pki.Tests.Linting;

/// <summary>An authority in memory that issues with the composer.</summary>
internal sealed class TestAuthority(ISigningKey key, ParsedCertificate certificate, params IReadOnlyList<ParsedCertificate> chain)
{
    private static readonly RevocationUrls Urls = new("http://pki.example.com/ocsp", "http://pki.example.com/crl/issuing.crl", "http://pki.example.com/ca/issuing.crt");

    public static DateTimeOffset Now { get; } = TimeProvider.System.GetUtcNow();

    public ISigningKey Key => key;

    public ParsedCertificate Certificate => certificate;

    public static TestAuthority Root(KeyAlgorithm algorithm)
    {
        var key = TestKeys.Of("root", algorithm);
        var subject = DistinguishedName.Parse("CN=Test Root,O=Example,C=DE");
        var content = new CertificateRequestContent(subject, null);
        return new TestAuthority(key, Sign(BuiltInProfiles.RootCa, IssuerInfo.SelfSigned(subject, key), key, PublicKeyInfo.Parse(key.SubjectPublicKeyInfo), content, RevocationUrls.None, Now.AddDays(-2)));
    }

    public TestAuthority Below(KeyAlgorithm algorithm)
    {
        var subKey = TestKeys.Of("issuing", algorithm);
        var content = new CertificateRequestContent(DistinguishedName.Parse("CN=Test Issuing,O=Example,C=DE"), null);
        return new TestAuthority(subKey, Sign(BuiltInProfiles.Find("sub-ca")!, Info(), key, PublicKeyInfo.Parse(subKey.SubjectPublicKeyInfo), content, Urls, Now.AddDays(-1)), certificate);
    }

    public ParsedCertificate Issue(CertificateProfile profile, PublicKeyInfo subjectKey, CertificateRequestContent content) =>
        Sign(profile, Info(), key, subjectKey, content, Urls, Now);

    private IssuerInfo Info() => IssuerInfo.From(certificate, key.SignatureAlgorithm, chain);

    private static ParsedCertificate Sign(
        CertificateProfile profile, IssuerInfo issuer, ISigningKey key, PublicKeyInfo subjectKey, CertificateRequestContent content, RevocationUrls urls, DateTimeOffset now)
    {
        var composed = CertificateComposer.TryCompose(profile, issuer, subjectKey, content, SerialNumbers.Next(TimeProvider.System), urls, now, out var certificate, out var fault);
        composed.ShouldBeTrue(fault?.Detail);
        return ParsedCertificate.Parse(CertificateAssembler.Assemble(certificate!.Tbs, key.SignatureAlgorithm.Span, key.Sign(certificate.Tbs)));
    }
}
