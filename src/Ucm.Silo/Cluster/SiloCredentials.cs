using System.Net.Security;
using Ucm.Frontend.Cluster;

namespace Ucm.Silo.Cluster;

/// <summary>
/// A silo's own certificate, made in memory when it is first needed and made anew after half its life. Links that are up keep going: TLS asks
/// for a certificate once, when the link is made.
/// </summary>
internal sealed class SiloCredentials(ClusterAuthority authority, TimeProvider clock) : IClusterCredentials
{
    internal static readonly TimeSpan Validity = TimeSpan.FromHours(24);

    private readonly Lock gate = new();
    private ClusterCredential? current;
    private DateTimeOffset renewAt;

    public ClusterCredential Current()
    {
        lock (gate)
        {
            var now = clock.GetUtcNow();
            if (current is null || now >= renewAt)
            {
                // The one before is not disposed: a handshake may be using it.
                var own = authority.Issue(ClusterRole.Silo, string.Empty, Validity);
                current = new ClusterCredential(SslStreamCertificateContext.Create(own, additionalCertificates: null, offline: true), authority.Certificate);
                renewAt = now + (Validity / 2);
            }

            return current;
        }
    }
}
