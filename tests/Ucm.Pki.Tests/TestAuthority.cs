using Ucm.Pki.Keys;
using Ucm.Pki.Profiles;
using Ucm.Pki.X509;

namespace Ucm.Pki.Tests;

/// <summary>A root, or an authority under one, that signs what the composer makes.</summary>
internal sealed class TestAuthority
{
    public static readonly DateTimeOffset Now = new(2026, 11, 23, 12, 0, 0, 250, TimeSpan.Zero);

    public static readonly RevocationUrls Urls = new("http://pki.example.com/ocsp", "http://pki.example.com/crl/issuing.crl", "http://pki.example.com/ca/issuing.crt");

    private static readonly Lazy<TestAuthority> SharedRoot = new(() => CreateRoot(KeyAlgorithm.EcdsaP256));

    private TestAuthority(ISigningKey key, ParsedCertificate certificate, params IReadOnlyList<ParsedCertificate> chain)
    {
        Key = key;
        Certificate = certificate;
        Issuer = IssuerInfo.From(certificate, key.SignatureAlgorithm, chain);
    }

    public static TestAuthority Root => SharedRoot.Value;

    public ISigningKey Key { get; }

    public ParsedCertificate Certificate { get; }

    public IssuerInfo Issuer { get; }

    public static TestAuthority CreateRoot(KeyAlgorithm algorithm)
    {
        var key = SigningKeys.Generate(algorithm);
        var subject = DistinguishedName.Parse("CN=Test Root,O=Example,C=DE");
        var issuer = IssuerInfo.SelfSigned(subject, key);
        var composed = Compose(BuiltInProfiles.RootCa, issuer, PublicKeyInfo.Parse(key.SubjectPublicKeyInfo), new CertificateRequestContent(subject, null));
        return new TestAuthority(key, Sign(key, composed));
    }

    public TestAuthority CreateSubordinate(KeyAlgorithm algorithm, Func<CertificateProfile, CertificateProfile>? change = null)
    {
        var key = SigningKeys.Generate(algorithm);
        var profile = BuiltInProfiles.Find("sub-ca")!;
        var content = new CertificateRequestContent(DistinguishedName.Parse($"CN=Test Issuing {Guid.NewGuid():N},O=Example,C=DE"), null);
        var composed = Compose(change?.Invoke(profile) ?? profile, Issuer, PublicKeyInfo.Parse(key.SubjectPublicKeyInfo), content);
        return new TestAuthority(key, Sign(Key, composed), Certificate);
    }

    /// <param name="at">When it is issued, if not at <see cref="Now"/>.</param>
    public static ComposedCertificate Compose(CertificateProfile profile, IssuerInfo issuer, PublicKeyInfo key, CertificateRequestContent content, DateTimeOffset? at = null)
    {
        CertificateComposer.TryCompose(profile, issuer, key, content, SerialNumbers.Next(TimeProvider.System), Urls, at ?? Now, out var composed, out var fault)
            .ShouldBeTrue(fault?.Detail);
        return composed!;
    }

    public ParsedCertificate Issue(string profile, PublicKeyInfo key, CertificateRequestContent content, DateTimeOffset? at = null) =>
        Sign(Key, Compose(BuiltInProfiles.Find(profile)!, Issuer, key, content, at));

    public ParsedCertificate Issue(CertificateProfile profile, PublicKeyInfo key, CertificateRequestContent content) =>
        Sign(Key, Compose(profile, Issuer, key, content));

    /// <summary>The refusal of something that must not be issued.</summary>
    public PkiFault Refuse(CertificateProfile profile, PublicKeyInfo key, CertificateRequestContent content, RevocationUrls? urls = null, byte[]? serial = null)
    {
        CertificateComposer.TryCompose(
            profile, Issuer, key, content, serial ?? SerialNumbers.Next(TimeProvider.System), urls ?? Urls, Now, out _, out var fault).ShouldBeFalse();
        return fault!;
    }

    private static ParsedCertificate Sign(ISigningKey key, ComposedCertificate composed) =>
        ParsedCertificate.Parse(CertificateAssembler.Assemble(composed.Tbs, key.SignatureAlgorithm.Span, key.Sign(composed.Tbs)));
}
