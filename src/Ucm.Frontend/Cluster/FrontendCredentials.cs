using System.Net.Security;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Microsoft.Extensions.Options;

namespace Ucm.Frontend.Cluster;

/// <summary>A frontend's certificate and key from its files, read again when one of them changed. Files that are half-way through a renewal change nothing.</summary>
internal sealed partial class FrontendCredentials(IOptions<ClusterTlsOptions> options, ILogger<FrontendCredentials> log) : IClusterCredentials
{
    private const UnixFileMode Others = UnixFileMode.GroupRead | UnixFileMode.GroupWrite | UnixFileMode.GroupExecute
        | UnixFileMode.OtherRead | UnixFileMode.OtherWrite | UnixFileMode.OtherExecute;

    private readonly Lock gate = new();
    private ClusterCredential? current;
    private (DateTime, DateTime, DateTime) readFrom;

    public ClusterCredential Current()
    {
        lock (gate)
        {
            var files = options.Value;
            var written = (File.GetLastWriteTimeUtc(files.CertificatePath), File.GetLastWriteTimeUtc(files.KeyPath), File.GetLastWriteTimeUtc(files.AuthorityPath));
            if (current is not null && written == readFrom)
            {
                return current;
            }

            try
            {
                current = Read(files);
                readFrom = written;
            }
            catch (ClusterCredentialsException fault) when (current is not null)
            {
                LogKept(log, fault.Message);
            }

            return current;
        }
    }

    private static ClusterCredential Read(ClusterTlsOptions files)
    {
        try
        {
            CheckMode(files.KeyPath);
            var own = X509Certificate2.CreateFromPemFile(files.CertificatePath, files.KeyPath);
            var authority = X509Certificate2.CreateFromPem(File.ReadAllText(files.AuthorityPath));
            return new ClusterCredential(SslStreamCertificateContext.Create(own, additionalCertificates: null, offline: true), authority);
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException or CryptographicException or ArgumentException)
        {
            throw new ClusterCredentialsException($"the files of {ClusterTlsOptions.Section} cannot be used: {fault.Message}", fault);
        }
    }

    private static void CheckMode(string path)
    {
        if (!OperatingSystem.IsWindows() && (File.GetUnixFileMode(path) & Others) != 0)
        {
            throw new ClusterCredentialsException($"the cluster key {path} may be read by others; run: chmod 600 {path}");
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "The cluster certificate in use stays: {Reason}")]
    private static partial void LogKept(ILogger logger, string reason);
}
