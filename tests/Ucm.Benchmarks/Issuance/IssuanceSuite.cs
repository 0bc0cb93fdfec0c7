using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Ucm.Benchmarks.Measuring;
using Ucm.Benchmarks.Signing;
using Ucm.Pki.Keys;
using Ucm.Pki.Linting;
using Ucm.Pki.Profiles;
using Ucm.Pki.Requests;
using Ucm.Pki.X509;

namespace Ucm.Benchmarks.Issuance;

/// <summary>The steps of an issuance that cost processor time, in this process: a P-256 request, a P-256 authority, the profile tls-server.</summary>
internal static class IssuanceSuite
{
    public static IReadOnlyList<Comparison> Create()
    {
        var signing = new SigningLoad(KeyAlgorithm.EcdsaP256, 1);
        var loads = Steps().ToList();
        return [new Comparison("Steps of an issuance, one thread", [signing, .. loads], [.. loads.Select(load => (load.Name, signing.Name))])];
    }

    private static IEnumerable<StepLoad> Steps()
    {
        var authority = SigningKeys.Generate(KeyAlgorithm.EcdsaP256);
        var subject = DistinguishedName.Parse("CN=Bench Root");
        var root = Issue(authority, BuiltInProfiles.RootCa, IssuerInfo.SelfSigned(subject, authority), PublicKeyInfo.Parse(authority.SubjectPublicKeyInfo), new CertificateRequestContent(subject, null));
        var issuer = IssuerInfo.From(root, authority.SignatureAlgorithm);
        var profile = BuiltInProfiles.Find("tls-server")!;
        var der = Request();
        var csr = Parse(der);
        var content = CertificateRequestContent.From(csr);
        var certificate = Issue(authority, profile, issuer, csr.PublicKey, content);
        var verifier = PublicKeyInfo.Parse(authority.SubjectPublicKeyInfo).OpenVerifier();

        yield return new StepLoad("parse the request", () => Parse(der));
        yield return new StepLoad("proof of possession", () => csr.VerifyProofOfPossession());
        yield return new StepLoad("open the request's key", () => PublicKeyHandles.Open(csr.PublicKey).Dispose());
        yield return new StepLoad("open the request's key, library's import", () => PublicKeyHandles.Import(csr.PublicKey).Dispose());
        yield return new StepLoad("compose", () => Compose(profile, issuer, csr.PublicKey, content));
        yield return new StepLoad("lint", () => Linter.CheckToBeSigned(certificate.Tbs, profile, root));
        yield return new StepLoad("verify with the issuer's open key", () => verifier.Verify(certificate.Tbs.Span, certificate.Signature.Span, certificate.SignatureAlgorithm.Span));
        yield return new StepLoad("parse the certificate", () => ParsedCertificate.Parse(certificate.Der));
    }

    private static byte[] Request()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=bench.example", key, HashAlgorithmName.SHA256);
        var names = new SubjectAlternativeNameBuilder();
        names.AddDnsName("bench.example");
        request.CertificateExtensions.Add(names.Build());
        return request.CreateSigningRequest();
    }

    private static CertificationRequest Parse(byte[] der) =>
        CertificationRequest.TryParse(der, out var csr, out var fault) ? csr : throw new InvalidOperationException(fault.Detail);

    private static ParsedCertificate Issue(ISigningKey authority, CertificateProfile profile, IssuerInfo issuer, PublicKeyInfo key, CertificateRequestContent content)
    {
        var tbs = Compose(profile, issuer, key, content).Tbs;
        return ParsedCertificate.Parse(CertificateAssembler.Assemble(tbs, authority.SignatureAlgorithm.Span, authority.Sign(tbs)));
    }

    private static ComposedCertificate Compose(CertificateProfile profile, IssuerInfo issuer, PublicKeyInfo key, CertificateRequestContent content)
    {
        var composed = CertificateComposer.TryCompose(
            profile, issuer, key, content, SerialNumbers.Next(TimeProvider.System), RevocationUrls.None, TimeProvider.System.GetUtcNow(), out var certificate, out var fault);
        return composed ? certificate! : throw new InvalidOperationException(fault!.Detail);
    }
}
