using System.Security.Cryptography.X509Certificates;

namespace Ucm.Frontend.Cluster;

/// <summary>
/// Decides who is at the other end. Nothing of the system counts: no trust store, no downloads, no names. A certificate counts when the cluster's authority signed it
/// itself, it is valid now, and it says an accepted role of this very cluster; in every other case, errors included, the answer is no.
/// </summary>
internal sealed class ClusterPeers(string clusterId, TimeProvider clock)
{
    /// <summary>The peer's identity, or the reason why it is not let in.</summary>
    public (ClusterIdentity? Peer, string? Refusal) Check(X509Certificate? presented, X509Certificate2 authority, ClusterDoor door)
    {
        if (presented is not X509Certificate2 certificate)
        {
            return (null, "no certificate");
        }

        using var chain = new X509Chain { ChainPolicy = Policy(authority) };
        if (!chain.Build(certificate) || chain.ChainElements.Count != 2)
        {
            return (null, $"not a valid certificate of this cluster's authority ({string.Join(", ", chain.ChainStatus.Select(static status => status.Status))})");
        }

        if (!ClusterIdentity.TryRead(certificate, out var peer))
        {
            return (null, "not a cluster certificate");
        }

        return peer.ClusterId != clusterId
            ? (null, "a certificate of another cluster")
            : (peer, door.Refuse(peer));
    }

    /// <summary>Also given to the handshake itself, whose default would look into the system's store and fetch what a stranger's certificate points to.</summary>
    public X509ChainPolicy Policy(X509Certificate2 authority)
    {
        var policy = new X509ChainPolicy
        {
            TrustMode = X509ChainTrustMode.CustomRootTrust,
            DisableCertificateDownloads = true,
            RevocationMode = X509RevocationMode.NoCheck,
            VerificationTimeIgnored = false,
            VerificationTime = clock.GetUtcNow().UtcDateTime,
        };
        policy.CustomTrustStore.Add(authority);
        return policy;
    }
}
