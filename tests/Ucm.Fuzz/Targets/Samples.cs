using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Ucm.Pki.Keys;
using Ucm.Pki.Profiles;
using Ucm.Pki.Requests;
using Ucm.Pki.X509;

namespace Ucm.Fuzz.Targets;

/// <summary>Valid inputs, made at start.</summary>
internal static class Samples
{
    private static readonly DistinguishedName RootName = DistinguishedName.Parse("CN=Fuzz Root,O=Example,C=DE");
    private static readonly RevocationUrls Urls = new("http://pki.example.com/ocsp", "http://pki.example.com/crl/root.crl", "http://pki.example.com/ca/root.crt");

    public static ISigningKey RootKey { get; } = SigningKeys.Generate(KeyAlgorithm.EcdsaP256);

    public static ParsedCertificate Root { get; } = MakeRoot();

    public static IssuerInfo Issuer { get; } = IssuerInfo.From(Root, RootKey.SignatureAlgorithm);

    public static List<byte[]> Certificates { get; } = [Root.Der.ToArray(), .. BuiltInProfiles.All.Select(Issue)];

    public static List<byte[]> Requests { get; } = MakeRequests();

    /// <summary>CertificationRequestInfos for <see cref="RootKey"/>, with and without attributes.</summary>
    public static List<byte[]> RequestInfos { get; } = MakeRequestInfos();

    public static bool TryCompose(CertificateProfile profile, PublicKeyInfo key, CertificateRequestContent content) =>
        CertificateComposer.TryCompose(profile, Issuer, key, content, SerialNumbers.Next(TimeProvider.System), Urls, TimeProvider.System.GetUtcNow(), out _, out _);

    private static ParsedCertificate MakeRoot() =>
        Sign(BuiltInProfiles.RootCa, IssuerInfo.SelfSigned(RootName, RootKey), RootKey, new CertificateRequestContent(RootName, null));

    private static byte[] Issue(CertificateProfile profile)
    {
        using var key = SigningKeys.Generate(KeyAlgorithm.Ed25519);
        var names = profile.Names.Allowed.Select(NameOf).ToList();
        return Sign(profile, Issuer, key, new CertificateRequestContent(profile.Names.CommonNameIsName ? null : DistinguishedName.Parse("CN=Erika Mustermann"), names)).Der.ToArray();
    }

    private static GeneralName NameOf(GeneralNameKind kind) => new(kind, kind switch
    {
        GeneralNameKind.Dns => "www.example.com",
        GeneralNameKind.Ip => "2001:db8::1",
        GeneralNameKind.Uri => "https://example.com/a?b",
        _ => "erika@example.com",
    });

    private static ParsedCertificate Sign(CertificateProfile profile, IssuerInfo issuer, ISigningKey subjectKey, CertificateRequestContent content)
    {
        var made = CertificateComposer.TryCompose(
            profile, issuer, PublicKeyInfo.Parse(subjectKey.SubjectPublicKeyInfo), content, SerialNumbers.Next(TimeProvider.System), Urls, TimeProvider.System.GetUtcNow(), out var composed, out var fault);
        return made
            ? ParsedCertificate.Parse(CertificateAssembler.Assemble(composed!.Tbs, RootKey.SignatureAlgorithm.Span, RootKey.Sign(composed.Tbs)))
            : throw new InvalidOperationException(fault?.Detail);
    }

    private static List<byte[]> MakeRequestInfos()
    {
        using var key = ECDsa.Create();
        var pkcs8 = SigningKeys.ExportPkcs8(RootKey);
        key.ImportPkcs8PrivateKey(pkcs8, out _);
        CryptographicOperations.ZeroMemory(pkcs8);
        var bare = new CertificateRequest("CN=www.example.com", key, HashAlgorithmName.SHA256);
        var dns = new CertificateRequest("CN=www.example.com", key, HashAlgorithmName.SHA256);
        var names = new SubjectAlternativeNameBuilder();
        names.AddDnsName("www.example.com");
        names.AddDnsName("*.example.com");
        dns.CertificateExtensions.Add(names.Build());
        var all = new CertificateRequest("CN=www.example.com, O=Example, C=DE", key, HashAlgorithmName.SHA256);
        all.CertificateExtensions.Add(AllNames().Build());
        all.CertificateExtensions.Add(new X509KeyUsageExtension(X509KeyUsageFlags.DigitalSignature, true));
        all.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, true, 1, true));
        return [.. new[] { bare, dns, all }.Select(request => CertificationRequest.TryParse(request.CreateSigningRequest(), out var csr, out var fault)
            ? csr.Info.ToArray()
            : throw new InvalidOperationException(fault.Detail))];
    }

    private static SubjectAlternativeNameBuilder AllNames()
    {
        var names = new SubjectAlternativeNameBuilder();
        names.AddDnsName("www.example.com");
        names.AddIpAddress(System.Net.IPAddress.Loopback);
        names.AddEmailAddress("erika@example.com");
        names.AddUri(new Uri("https://example.com/"));
        names.AddUserPrincipalName("erika@example.com");
        return names;
    }

    private static List<byte[]> MakeRequests()
    {
        var names = AllNames();
        using var rsa = RSA.Create(2048);
        using var p256 = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        using var p521 = ECDsa.Create(ECCurve.NamedCurves.nistP521);
        CertificateRequest[] requests =
        [
            new("CN=www.example.com, O=Example, C=DE", p256, HashAlgorithmName.SHA256),
            new("CN=www.example.com", rsa, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1),
            new("O=Example", rsa, HashAlgorithmName.SHA256, RSASignaturePadding.Pss),
            new("CN=www.example.com", p521, HashAlgorithmName.SHA512),
        ];
        foreach (var request in requests)
        {
            request.CertificateExtensions.Add(names.Build());
            request.CertificateExtensions.Add(new X509KeyUsageExtension(X509KeyUsageFlags.DigitalSignature, true));
        }

        return [.. requests.Select(request => request.CreateSigningRequest())];
    }
}
