using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Ucm.Frontend.Cluster;
using Ucm.Grains.Signing;
using Ucm.Silo.Cluster;
using Ucm.TestHosting;

namespace Ucm.Conformance.Tests.Cluster;

/// <summary>Master keys, and what their cluster authorities certify.</summary>
internal static class LinkKeys
{
    public const string ClusterId = "links";

    public static MasterKey NewMasterKey() => new(RandomNumberGenerator.GetBytes(32));

    public static X509Certificate2 Frontend(MasterKey key, string name = "edge", string clusterId = ClusterId)
    {
        using var authority = new ClusterAuthority(key, clusterId, TimeProvider.System);
        return authority.Issue(ClusterRole.Frontend, name, TimeSpan.FromDays(1));
    }

    public static X509Certificate2 Silo(MasterKey key, string clusterId = ClusterId)
    {
        using var authority = new ClusterAuthority(key, clusterId, TimeProvider.System);
        return authority.Issue(ClusterRole.Silo, string.Empty, TimeSpan.FromDays(1));
    }

    /// <summary>Was valid for a day, two days ago.</summary>
    public static X509Certificate2 Expired(MasterKey key)
    {
        using var authority = new ClusterAuthority(key, ClusterId, new ShiftedClock { Offset = TimeSpan.FromDays(-2) });
        return authority.Issue(ClusterRole.Frontend, "edge", TimeSpan.FromDays(1));
    }

    public static X509Certificate2 Authority(MasterKey key)
    {
        using var authority = new ClusterAuthority(key, ClusterId, TimeProvider.System);
        return X509CertificateLoader.LoadCertificate(authority.Certificate.RawData);
    }
}
