using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Ucm.Frontend.Cluster;
using Ucm.Frontend.Hosting;

namespace Ucm.Silo.Cluster;

/// <summary>Writes what a frontend needs to join: its certificate, its key and the authority's certificate. Works offline; the master key decides.</summary>
internal static class FrontendEnrollment
{
    public const string CertificateFile = "frontend.pem";
    public const string KeyFile = "frontend.key";
    public const string AuthorityFile = "cluster.pem";

    /// <summary>A directory that has the files gets new ones, each replaced in one step, the key first: a frontend never reads half a file.</summary>
    /// <exception cref="StartupException">The name is not one, or the directory cannot be written.</exception>
    public static void Write(ClusterAuthority authority, string name, string directory, TimeSpan validity, bool speaksForClients = false)
    {
        if (!ClusterIdentity.IsFrontendName(name))
        {
            throw new StartupException($"'{name}' is no frontend name: 1 to 63 lower-case letters, digits, dots and hyphens.");
        }

        try
        {
            Create(directory);
            using var certificate = authority.Issue(ClusterRole.Frontend, name, validity, speaksForClients);
            using var key = certificate.GetECDsaPrivateKey() ?? throw new CryptographicException("The new certificate has no key.");
            Replace(Path.Combine(directory, KeyFile), key.ExportPkcs8PrivateKeyPem());
            Replace(Path.Combine(directory, CertificateFile), certificate.ExportCertificatePem());
            Replace(Path.Combine(directory, AuthorityFile), authority.Certificate.ExportCertificatePem());
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            throw new StartupException($"the directory '{directory}' cannot be written: {fault.Message}", fault);
        }
    }

    private static void Create(string directory)
    {
        if (OperatingSystem.IsWindows())
        {
            Directory.CreateDirectory(directory);
        }
        else
        {
            Directory.CreateDirectory(directory, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        }
    }

    private static void Replace(string path, string pem)
    {
        var beside = $"{path}.new";
        File.Delete(beside);
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows())
        {
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        }

        using (var writer = new StreamWriter(beside, options))
        {
            writer.Write(pem);
            writer.Write('\n');
        }

        File.Move(beside, path, overwrite: true);
    }
}
