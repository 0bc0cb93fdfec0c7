using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Ucm.TestHosting;

/// <summary>What a home-made certificate is like; by default a root with its own P-256 key, valid for ten years.</summary>
public sealed record HomeMade(byte[] Subject)
{
    /// <summary>The name of the file whose key it has, if that is there; else a new key of that name is made.</summary>
    public string? Key { get; init; }

    /// <summary>The name of the file whose key signs it; null for its own.</summary>
    public string? Issuer { get; init; }

    /// <summary>The name that is written for the issuer; null for the one of <see cref="Issuer"/>'s certificate.</summary>
    public byte[]? IssuerName { get; init; }

    public int StartsDaysAgo { get; init; } = 1;

    public int Days { get; init; } = 3650;

    /// <summary>Null for no keyUsage extension.</summary>
    public X509KeyUsageFlags? Usage { get; init; } = X509KeyUsageFlags.KeyCertSign | X509KeyUsageFlags.CrlSign;

    public IReadOnlyList<string> Purposes { get; init; } = [];

    public bool IsAuthority { get; init; } = true;

    public bool NamesIssuerKey { get; init; } = true;

    public byte[]? Serial { get; init; }

    /// <summary>nameConstraints, DER.</summary>
    public byte[]? NameConstraints { get; init; }

    /// <summary>Writes <c>{name}.pem</c> and <c>{name}.key</c> to the folder, to be exported as others are.</summary>
    public void WriteTo(ForeignAuthority folder, string name)
    {
        ArgumentNullException.ThrowIfNull(folder);
        using var key = OpenKey(folder, Key ?? name);
        using var signer = OpenKey(folder, Issuer ?? Key ?? name);
        var request = new CertificateRequest(new X500DistinguishedName(Subject), key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(IsAuthority, hasPathLengthConstraint: false, 0, critical: true));
        request.CertificateExtensions.Add(new X509SubjectKeyIdentifierExtension(request.PublicKey, critical: false));
        AddOptional(request);
        if (NamesIssuerKey && Issuer is not null)
        {
            var identifier = new X509SubjectKeyIdentifierExtension(new CertificateRequest("CN=x", signer, HashAlgorithmName.SHA256).PublicKey, critical: false);
            request.CertificateExtensions.Add(X509AuthorityKeyIdentifierExtension.CreateFromSubjectKeyIdentifier(identifier));
        }

        var from = TimeProvider.System.GetUtcNow().AddDays(-StartsDaysAgo);
        var serial = Serial ?? RandomNumberGenerator.GetBytes(16);
        serial[0] &= 0x7f;
        using var certificate = request.Create(IssuerOf(folder), X509SignatureGenerator.CreateForECDsa(signer), from, from.AddDays(Days), serial);
        File.WriteAllText(folder.File($"{name}.pem"), certificate.ExportCertificatePem() + "\n");
        File.WriteAllText(folder.File($"{name}.key"), key.ExportPkcs8PrivateKeyPem() + "\n");
    }

    private void AddOptional(CertificateRequest request)
    {
        if (Usage is { } usage)
        {
            request.CertificateExtensions.Add(new X509KeyUsageExtension(usage, critical: true));
        }

        if (Purposes.Count > 0)
        {
            var purposes = new OidCollection();
            foreach (var purpose in Purposes)
            {
                purposes.Add(new Oid(purpose));
            }

            request.CertificateExtensions.Add(new X509EnhancedKeyUsageExtension(purposes, critical: false));
        }

        if (NameConstraints is { } constraints)
        {
            request.CertificateExtensions.Add(new X509Extension("2.5.29.30", constraints, critical: true));
        }
    }

    private X500DistinguishedName IssuerOf(ForeignAuthority folder)
    {
        if (IssuerName is not null || Issuer is null)
        {
            return new X500DistinguishedName(IssuerName ?? Subject);
        }

        using var issuer = X509CertificateLoader.LoadCertificateFromFile(folder.File($"{Issuer}.pem"));
        return new X500DistinguishedName(issuer.SubjectName.RawData);
    }

    private static ECDsa OpenKey(ForeignAuthority folder, string name)
    {
        var path = folder.File($"{name}.key");
        var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        if (File.Exists(path))
        {
            key.ImportFromPem(File.ReadAllText(path));
        }
        else
        {
            File.WriteAllText(path, key.ExportPkcs8PrivateKeyPem() + "\n");
        }

        return key;
    }
}
