using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Ucm.TestHosting;

/// <summary>A root of somebody else that certifies the name and key of an authority, made with nothing of the product.</summary>
public sealed class CrossCertifier : IDisposable
{
    private readonly ECDsa key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
    private readonly X509Certificate2 root;

    public CrossCertifier(string name)
    {
        var request = new CertificateRequest($"CN={name}", key, HashAlgorithmName.SHA256);
        MakeAuthority(request);
        request.CertificateExtensions.Add(new X509SubjectKeyIdentifierExtension(request.PublicKey, critical: false));
        root = request.CreateSelfSigned(DateTimeOffset.UtcNow.AddDays(-1), DateTimeOffset.UtcNow.AddDays(1000));
    }

    public string RootPem => root.ExportCertificatePem();

    /// <summary>A cross-certificate for an authority, PEM.</summary>
    public string Certify(X509Certificate2 authority, TimeSpan lifetime)
    {
        var request = new CertificateRequest(authority.SubjectName, authority.PublicKey, HashAlgorithmName.SHA256);
        MakeAuthority(request);
        request.CertificateExtensions.Add(
            X509AuthorityKeyIdentifierExtension.CreateFromCertificate(root, includeKeyIdentifier: true, includeIssuerAndSerial: false));
        foreach (var extension in authority.Extensions.OfType<X509SubjectKeyIdentifierExtension>())
        {
            request.CertificateExtensions.Add(extension);
        }

        var start = DateTimeOffset.UtcNow.AddDays(-1);
        using var cross = request.Create(
            root.SubjectName, X509SignatureGenerator.CreateForECDsa(key), start, start + lifetime, RandomNumberGenerator.GetBytes(12));
        return cross.ExportCertificatePem();
    }

    public void Dispose()
    {
        root.Dispose();
        key.Dispose();
    }

    private static void MakeAuthority(CertificateRequest request)
    {
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(certificateAuthority: true, hasPathLengthConstraint: false, 0, critical: true));
        request.CertificateExtensions.Add(new X509KeyUsageExtension(X509KeyUsageFlags.KeyCertSign | X509KeyUsageFlags.CrlSign, true));
    }
}
