using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Ucm.Frontend.Hosting;

namespace Ucm.Frontend.Tls;

/// <summary>
/// A server certificate of the operator's own, from PEM files: the certificate of the key, wherever in the file it stands, and its issuers in the
/// order that clients want them.
/// </summary>
internal static class ConfiguredCertificate
{
    private const string Advice = "PEM with the certificate and its issuers is wanted";

    /// <exception cref="StartupException">One line with the path and the reason.</exception>
    public static (X509Certificate2 Certificate, X509Certificate2Collection Chain) Load(string path, string? keyPath)
    {
        var certificates = ReadCertificates(path);
        var keyFile = keyPath ?? path;
        var pem = ReadPem(keyFile, "PRIVATE KEY-----", "a private key in PEM is wanted");
        using var key = ReadKey(keyFile, pem);
        var spki = key.ExportSubjectPublicKeyInfo();
        var own = certificates.Find(certificate => certificate.PublicKey.ExportSubjectPublicKeyInfo().AsSpan().SequenceEqual(spki))
            ?? throw Bad(keyFile, $"its key belongs to none of the {certificates.Count} certificates in '{path}'");
        try
        {
            using var bound = key is ECDsa ec ? own.CopyWithPrivateKey(ec) : own.CopyWithPrivateKey((RSA)key);
            return (X509CertificateLoader.LoadPkcs12(bound.Export(X509ContentType.Pkcs12), null), Issuers(own, certificates));
        }
        catch (CryptographicException fault)
        {
            throw Bad(path, fault.Message, fault);
        }
    }

    /// <summary>Nearest first, without the root, which clients have or do not trust.</summary>
    private static X509Certificate2Collection Issuers(X509Certificate2 certificate, List<X509Certificate2> certificates)
    {
        var chain = new X509Certificate2Collection();
        for (var current = certificate; !IsSelfIssued(current) && chain.Count < certificates.Count;)
        {
            var issuer = certificates.Find(candidate => candidate.SubjectName.RawData.AsSpan().SequenceEqual(current.IssuerName.RawData));
            if (issuer is null || IsSelfIssued(issuer))
            {
                break;
            }

            chain.Add(issuer);
            current = issuer;
        }

        return chain;
    }

    private static bool IsSelfIssued(X509Certificate2 certificate) => certificate.SubjectName.RawData.AsSpan().SequenceEqual(certificate.IssuerName.RawData);

    private static List<X509Certificate2> ReadCertificates(string path)
    {
        var pem = ReadPem(path, "-----BEGIN CERTIFICATE-----", Advice);
        var certificates = new X509Certificate2Collection();
        try
        {
            certificates.ImportFromPem(pem);
        }
        catch (CryptographicException fault)
        {
            throw Bad(path, "it has a certificate that cannot be read", fault);
        }

        return certificates.Count > 0 ? [.. certificates] : throw Bad(path, $"it has no whole certificate; {Advice}");
    }

    private static AsymmetricAlgorithm ReadKey(string path, string pem)
    {
        if (pem.Contains("ENCRYPTED", StringComparison.Ordinal))
        {
            throw Bad(path, "its private key is encrypted; write it without a password (openssl pkey) and protect the file by its mode");
        }

        return TryImport(ECDsa.Create(), pem) ?? TryImport(RSA.Create(), pem)
            ?? throw Bad(path, "its private key is neither RSA nor ECDSA, which TLS is served with here, or it cannot be read");
    }

    private static AsymmetricAlgorithm? TryImport(AsymmetricAlgorithm key, string pem)
    {
        try
        {
            key.ImportFromPem(pem);
            _ = key.ExportSubjectPublicKeyInfo();
            return key;
        }
        catch (Exception fault) when (fault is CryptographicException or ArgumentException)
        {
            // Another kind of key; the next kind is tried, and the caller says so when there is none.
            key.Dispose();
            return null;
        }
    }

    private static string ReadPem(string path, string marker, string advice)
    {
        byte[] content;
        try
        {
            content = File.ReadAllBytes(path);
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException or ArgumentException or NotSupportedException)
        {
            throw Bad(path, fault is FileNotFoundException or DirectoryNotFoundException ? "there is no such file" : $"it cannot be read: {fault.Message}", fault);
        }

        var text = System.Text.Encoding.Latin1.GetString(content);
        return text.Contains(marker, StringComparison.Ordinal)
            ? text
            : throw Bad(path, content is [0x30, ..] ? $"it is DER or PKCS#12; {advice} (openssl x509, openssl pkey or openssl pkcs12 -nodes converts)" : advice);
    }

    private static StartupException Bad(string path, string reason, Exception? inner = null) => new($"the TLS file '{path}' cannot be used: {reason}.", inner);
}
