using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Ucm.Frontend.Cluster;
using Ucm.Grains.Signing;

namespace Ucm.Silo.Cluster;

/// <summary>
/// Certifies who is a silo and who a frontend of this cluster. Has nothing to do with the authorities that the product serves: it exists in the memory of processes that
/// hold the master key, and its certificates are good for cluster links only.
/// </summary>
internal sealed class ClusterAuthority : IDisposable
{
    private const string ServerAuthentication = "1.3.6.1.5.5.7.3.1";
    private const string ClientAuthentication = "1.3.6.1.5.5.7.3.2";

    // Nodes' clocks differ.
    private static readonly TimeSpan Backdate = TimeSpan.FromHours(1);
    private static readonly DateTimeOffset NotBefore = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);

    // RFC 5280 §4.1.2.5: no well-defined expiration; it lives as long as the master key.
    private static readonly DateTimeOffset NotAfter = new(9999, 12, 31, 23, 59, 59, TimeSpan.Zero);

    private readonly ECDsa key;
    private readonly string clusterId;
    private readonly TimeProvider clock;

    public ClusterAuthority(MasterKey masterKey, string clusterId, TimeProvider clock)
    {
        key = ClusterKey.Derive(masterKey);
        (this.clusterId, this.clock) = (clusterId, clock);
        var request = new CertificateRequest("CN=UltimateCA cluster links", key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(certificateAuthority: true, hasPathLengthConstraint: true, 0, critical: true));
        request.CertificateExtensions.Add(new X509KeyUsageExtension(X509KeyUsageFlags.KeyCertSign, critical: true));
        request.CertificateExtensions.Add(new X509SubjectKeyIdentifierExtension(request.PublicKey, critical: false));
        using var own = request.CreateSelfSigned(NotBefore, NotAfter);
        Certificate = X509CertificateLoader.LoadCertificate(own.RawData);
    }

    /// <summary>Without the key. Every process has its own; what they share is name and key, and that is what is checked.</summary>
    public X509Certificate2 Certificate { get; }

    /// <summary>A certificate with a key of its own, which the caller disposes.</summary>
    /// <param name="speaksForClients">Of a frontend that is believed when it speaks of client certificates.</param>
    public X509Certificate2 Issue(ClusterRole role, string name, TimeSpan validity, bool speaksForClients = false)
    {
        var identity = new ClusterIdentity(role, name, clusterId);
        using var own = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest(new X500DistinguishedName($"CN={(role == ClusterRole.Silo ? "silo" : name)}"), own, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(false, false, 0, critical: true));
        request.CertificateExtensions.Add(new X509KeyUsageExtension(X509KeyUsageFlags.DigitalSignature, critical: true));
        request.CertificateExtensions.Add(new X509EnhancedKeyUsageExtension(Usages(role, speaksForClients), critical: true));
        request.CertificateExtensions.Add(Names(identity));
        request.CertificateExtensions.Add(X509AuthorityKeyIdentifierExtension.CreateFromCertificate(Certificate, true, false));
        var now = clock.GetUtcNow();
        using var bare = request.Create(
            Certificate.SubjectName, X509SignatureGenerator.CreateForECDsa(key), now - Backdate, now + validity, RandomNumberGenerator.GetBytes(16));
        return bare.CopyWithPrivateKey(own);
    }

    public void Dispose()
    {
        key.Dispose();
        Certificate.Dispose();
    }

    /// <summary>A frontend's certificate does not even serve as a server's.</summary>
    private static OidCollection Usages(ClusterRole role, bool speaksForClients) => (role, speaksForClients) switch
    {
        (ClusterRole.Silo, _) => [new Oid(ServerAuthentication), new Oid(ClientAuthentication)],
        (_, true) => [new Oid(ClientAuthentication), new Oid(ClusterIdentity.SpeaksForClients)],
        _ => [new Oid(ClientAuthentication)],
    };

    private static X509Extension Names(ClusterIdentity identity)
    {
        var names = new SubjectAlternativeNameBuilder();
        names.AddUri(new Uri(identity.RoleUri));
        names.AddUri(new Uri(identity.ClusterUri));
        return names.Build();
    }
}
