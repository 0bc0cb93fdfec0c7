using System.Collections.Immutable;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Ucm.Grains.Interfaces.Authorities;
using Ucm.Grains.Interfaces.Certificates;
using Ucm.Grains.Interfaces.Crl;

namespace Ucm.Frontend.Tests.Admin;

/// <summary>One authority and one certificate of it.</summary>
internal static class Samples
{
    public static readonly DateTimeOffset Now = new(2026, 11, 23, 12, 0, 0, TimeSpan.Zero);

    private static readonly ImmutableArray<byte> AuthorityDer = SelfSigned("CN=Issuing CA");

    private static readonly ImmutableArray<byte> CertificateDer = SelfSigned("CN=www.example.org");

    public static CertificateKey Key { get; } = new(AuthorityId.Parse("issuing"), SerialNumber.Parse("01ab"));

    public static AuthoritySnapshot Authority { get; } = new(
        Key.Authority, "Issuing CA", AuthorityStatus.Online, AuthorityDer, [AuthorityDer], "key-1", "ecdsa-p256", AuthorityId.Parse("root"),
        Now.AddDays(-1), Now.AddYears(5), new CrlPolicy(TimeSpan.FromDays(7), TimeSpan.FromDays(1), TimeSpan.FromMinutes(1)), 1);

    public static PublishedCrl Crl { get; } = new(3, Now.AddHours(-2), Now.AddDays(7), 0, []);

    public static CertificateRecord Certificate(CertificateStatus status = CertificateStatus.Good) => new(
        Key, new RequestId("rest:admin:1"), status, "tls-server", "CN=www.example.org", [new SubjectName(SubjectNameKind.Dns, "www.example.org")],
        Now.AddHours(-1), Now.AddDays(89), Now, "user:admin", [.. SHA256.HashData("key"u8)], CertificateDer,
        status is CertificateStatus.Revoked or CertificateStatus.OnHold ? new RevocationDetail(Now, RevocationReason.Superseded, 7, null) : null);

    private static ImmutableArray<byte> SelfSigned(string subject)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest(subject, key, HashAlgorithmName.SHA256);
        using var certificate = request.CreateSelfSigned(Now.AddDays(-1), Now.AddYears(5));
        return [.. certificate.RawData];
    }
}
