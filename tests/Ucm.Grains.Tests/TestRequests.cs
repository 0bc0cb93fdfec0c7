using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Ucm.Grains.Interfaces;
using Ucm.Grains.Interfaces.Authorities;
using Ucm.Grains.Interfaces.Certificates;
using Ucm.Grains.Interfaces.Identity;

namespace Ucm.Grains.Tests;

/// <summary>Requests and authorities for tests, made with the platform's own library.</summary>
internal static class TestRequests
{
    public static readonly AuthorityId Root = AuthorityId.Parse("root");
    public static readonly AuthorityId Issuing = AuthorityId.Parse("issuing");
    public static readonly Caller Admin = new(CallerKind.User, "admin", [Permission.All]);

    /// <summary>A root (P-384) and an authority under it, both online; calling again changes nothing.</summary>
    public static async Task CreateAuthorities(this GrainCluster cluster, string algorithm = "ecdsa-p256")
    {
        var root = await cluster.Grains.Authority(Root).Create(RootCommand, CancellationToken.None);
        root.Refusal.ShouldBeNull();
        var issuing = await cluster.Grains.Authority(Issuing).Create(IssuingCommand(algorithm), CancellationToken.None);
        issuing.Refusal.ShouldBeNull();
    }

    public static CreateAuthorityCommand RootCommand => new("CN=Test Root,O=UltimateCA", "ecdsa-p384", TimeSpan.FromDays(3650), null, null, Admin);

    public static CreateAuthorityCommand IssuingCommand(string algorithm) =>
        new("CN=Test Issuing,O=UltimateCA", algorithm, TimeSpan.FromDays(1825), 0, Root, Admin);

    public static byte[] Csr(string name, ECDsa? key = null)
    {
        using var own = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest($"CN={name}", key ?? own, HashAlgorithmName.SHA256);
        var names = new SubjectAlternativeNameBuilder();
        names.AddDnsName(name);
        request.CertificateExtensions.Add(names.Build());
        return request.CreateSigningRequest();
    }

    public static IssueCommand Command(string request, string name = "www.example.com", byte[]? csr = null) =>
        new(Id(request), Issuing, "tls-server", [.. csr ?? Csr(name)], Admin);

    /// <summary>A request id of the administrator's, of its last part or as it is.</summary>
    public static RequestId Id(string request) => new(request.StartsWith(OfAdmin, StringComparison.Ordinal) ? request : OfAdmin + request);

    private static string OfAdmin => $"rest:{Admin.Name}:";
}
