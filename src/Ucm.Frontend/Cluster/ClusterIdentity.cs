using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Ucm.Pki.X509;

namespace Ucm.Frontend.Cluster;

/// <summary>Who is at the other end of a cluster link.</summary>
internal enum ClusterRole
{
    Silo,
    Frontend,
}

/// <summary>
/// What a cluster certificate says of its holder, as URIs of the subject alternative name: the role (<c>ucm:cluster:silo</c>,
/// <c>ucm:cluster:frontend:{name}</c>) and the cluster (<c>ucm:cluster-id:{id}</c>). Exactly these two names, or it is not one of ours.
/// </summary>
/// <param name="Name">Of a frontend; empty for a silo.</param>
internal sealed record ClusterIdentity(ClusterRole Role, string Name, string ClusterId)
{
    // In certificates that others hold: forever.
    private const string SiloUri = "ucm:cluster:silo";
    private const string FrontendPrefix = "ucm:cluster:frontend:";
    private const string ClusterPrefix = "ucm:cluster-id:";
    private const int MaxNameLength = 63;

    /// <summary>
    /// The key purpose that <c>frontend enroll --mtls</c> adds: this frontend is believed when it says that a client proved to hold a certificate's key.
    /// Of the arc for UUIDs (ITU-T X.667), which needs no registration.
    /// </summary>
    public const string SpeaksForClients = "2.25.37438527446311488772287510525840998430";

    public string RoleUri => Role == ClusterRole.Silo ? SiloUri : FrontendPrefix + Name;

    public string ClusterUri => ClusterPrefix + Uri.EscapeDataString(ClusterId);

    /// <summary>Letters of a host name in lower case, digits, dots and hyphens, so that a name needs no escaping anywhere.</summary>
    public static bool IsFrontendName(string name) =>
        name.Length is > 0 and <= MaxNameLength
        && char.IsAsciiLetterOrDigit(name[0])
        && name.All(static letter => char.IsAsciiLetterLower(letter) || char.IsAsciiDigit(letter) || letter is '-' or '.');

    public static bool MaySpeakForClients(X509Certificate2 certificate) => certificate.Extensions
        .OfType<X509EnhancedKeyUsageExtension>()
        .SelectMany(static usages => usages.EnhancedKeyUsages.Cast<Oid>())
        .Any(static usage => usage.Value == SpeaksForClients);

    /// <summary>False for a certificate that does not speak of a cluster, or says more than that.</summary>
    public static bool TryRead(X509Certificate2 certificate, [NotNullWhen(true)] out ClusterIdentity? identity)
    {
        identity = null;
        if (!ParsedCertificate.TryParse(certificate.RawDataMemory, out var parsed, out _)
            || parsed.OtherNames != 0
            || parsed.Names is not [{ Kind: GeneralNameKind.Uri } role, { Kind: GeneralNameKind.Uri } cluster]
            || !cluster.Value.StartsWith(ClusterPrefix, StringComparison.Ordinal))
        {
            return false;
        }

        var id = Uri.UnescapeDataString(cluster.Value[ClusterPrefix.Length..]);
        if (role.Value == SiloUri)
        {
            identity = new ClusterIdentity(ClusterRole.Silo, string.Empty, id);
        }
        else if (role.Value.StartsWith(FrontendPrefix, StringComparison.Ordinal) && IsFrontendName(role.Value[FrontendPrefix.Length..]))
        {
            identity = new ClusterIdentity(ClusterRole.Frontend, role.Value[FrontendPrefix.Length..], id);
        }

        return identity is not null;
    }

    public override string ToString() => $"{RoleUri} of {ClusterUri}";
}
