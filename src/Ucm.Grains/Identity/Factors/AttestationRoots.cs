using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Ucm.Grains.Identity.Factors;

/// <summary>The roots that manufacturers' attestation certificates must lead to, from files.</summary>
internal static class AttestationRoots
{
    /// <summary>Null when the directory can be used.</summary>
    public static string? FindFault(string directory)
    {
        try
        {
            return Load(directory).Count > 0 ? null : $"there is no certificate in '{directory}'.";
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException or CryptographicException)
        {
            return $"'{directory}' cannot be read: {fault.Message}";
        }
    }

    /// <exception cref="CryptographicException">A file is no certificate.</exception>
    public static X509Certificate2Collection Load(string directory)
    {
        var roots = new X509Certificate2Collection();
        foreach (var file in Directory.EnumerateFiles(directory).Where(IsCertificate).Order(StringComparer.Ordinal))
        {
            if (Path.GetExtension(file) is ".pem")
            {
                roots.ImportFromPemFile(file);
            }
            else
            {
                roots.Add(X509CertificateLoader.LoadCertificateFromFile(file));
            }
        }

        return roots;
    }

    /// <summary>Whether the first certificate leads to a root over the others. Nothing is fetched, for the names in them are a stranger's.</summary>
    public static bool Trust(X509Certificate2Collection roots, IReadOnlyList<byte[]> path, DateTimeOffset now)
    {
        if (path.Count == 0)
        {
            return false;
        }

        using var leaf = X509CertificateLoader.LoadCertificate(path[0]);
        using var chain = new X509Chain();
        chain.ChainPolicy.TrustMode = X509ChainTrustMode.CustomRootTrust;
        chain.ChainPolicy.CustomTrustStore.AddRange(roots);
        chain.ChainPolicy.RevocationMode = X509RevocationMode.NoCheck;
        chain.ChainPolicy.DisableCertificateDownloads = true;
        chain.ChainPolicy.VerificationTimeIgnored = false;
        chain.ChainPolicy.VerificationTime = now.UtcDateTime;
        foreach (var other in path.Skip(1))
        {
            chain.ChainPolicy.ExtraStore.Add(X509CertificateLoader.LoadCertificate(other));
        }

        return chain.Build(leaf);
    }

    private static bool IsCertificate(string file) => Path.GetExtension(file) is ".pem" or ".crt" or ".cer" or ".der";
}
