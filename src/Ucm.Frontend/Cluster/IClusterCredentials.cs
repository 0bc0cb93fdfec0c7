using System.Net.Security;
using System.Security.Cryptography.X509Certificates;

namespace Ucm.Frontend.Cluster;

/// <summary>What this process shows on cluster links, and what it believes others by. Asked at every handshake, so that a renewal needs no restart.</summary>
internal interface IClusterCredentials
{
    /// <exception cref="ClusterCredentialsException">There is nothing that could be shown.</exception>
    ClusterCredential Current();
}

/// <param name="Own">The certificate and its key.</param>
/// <param name="Authority">The only authority whose certificates count.</param>
internal sealed record ClusterCredential(SslStreamCertificateContext Own, X509Certificate2 Authority);

/// <summary>The files or settings of the cluster link are missing or wrong; one sentence for the operator.</summary>
internal sealed class ClusterCredentialsException(string message, Exception? inner = null) : Exception(message, inner);
