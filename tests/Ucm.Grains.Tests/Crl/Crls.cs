using System.Numerics;
using System.Security.Cryptography;
using Org.BouncyCastle.Asn1;
using Org.BouncyCastle.Asn1.X509;
using Org.BouncyCastle.X509;
using Ucm.Grains.Authorities;
using Ucm.Grains.Interfaces;
using Ucm.Grains.Interfaces.Authorities;
using Ucm.Grains.Interfaces.Certificates;
using Ucm.Grains.Interfaces.Crl;
using Ucm.Grains.Interfaces.Outcomes;
using Ucm.TestHosting;

namespace Ucm.Grains.Tests.Crl;

/// <summary>CRLs as a relying party has them, read with another library.</summary>
internal static class Crls
{
    public static readonly CrlScope Whole = new(TestRequests.Issuing, 0);

    /// <summary>One that is online, as lists have it; without a cluster.</summary>
    public static AuthoritySnapshot Authority(AuthorityId id) => new(
        id, id.Value, AuthorityStatus.Online, [1], [], "key", "ecdsa-p256", null, DateTimeOffset.UnixEpoch, DateTimeOffset.MaxValue, CrlPolicyRules.Default, 1);

    public static async Task<X509Crl> GetCrl(this GrainCluster cluster) => new(await cluster.Bytes(Whole));

    /// <summary>The CRL in force as a frontend gets it: with its description, or part by part.</summary>
    public static async Task<byte[]> Bytes(this GrainCluster cluster, CrlScope scope, bool delta = false)
    {
        var grain = cluster.Grains.Crl(scope);
        var crl = await (delta ? grain.GetDelta(0, CancellationToken.None) : grain.Get(0, CancellationToken.None));
        crl.Refusal.ShouldBeNull();
        var bytes = new List<byte>(crl.Value!.Der);
        for (var part = 0; bytes.Count < crl.Value.Size; part++)
        {
            var next = await grain.ReadPart(crl.Value.Number, part, CancellationToken.None);
            next.Refusal.ShouldBeNull();
            bytes.AddRange(next.Value!.Content);
        }

        SHA256.HashData([.. bytes]).ShouldBe(crl.Value.Hash);
        return [.. bytes];
    }

    /// <summary>Sets the CRL settings of an authority, beginning with what they are, and waits for the CRLs that new settings bring: they are made off the caller's path.</summary>
    public static Task SetCrl(this GrainCluster cluster, Func<CrlPolicy, CrlPolicy> change) => cluster.SetCrl(TestRequests.Issuing, change);

    public static async Task SetCrl(this GrainCluster cluster, AuthorityId authority, Func<CrlPolicy, CrlPolicy> change)
    {
        var now = (await cluster.Grains.Authority(authority).Get(CancellationToken.None)).Value!;
        var before = PublishedByAdmin(cluster, authority);
        var set = await cluster.Grains.Authority(authority).SetCrlPolicy(new SetCrlPolicyCommand(change(now.Crl), TestRequests.Admin), CancellationToken.None);
        set.Refusal.ShouldBeNull();
        var expected = set.Value!.Version == now.Version ? 0 : CrlScope.Of(authority, set.Value.Crl).Count();
        await Eventually.Until(() => PublishedByAdmin(cluster, authority) >= before + expected);
    }

    private static long PublishedByAdmin(GrainCluster cluster, AuthorityId authority) => cluster.Scalar(
        "select count(*) from audit where action = 'crl.publish' and actor = @a and target = @t", ("@a", TestRequests.Admin.ToString()), ("@t", $"authority:{authority}"));

    public static async Task<PublishedCrl> PublishIfDue(this GrainCluster cluster)
    {
        var crl = await cluster.TryPublish();
        crl.Refusal.ShouldBeNull();
        return crl.Value!;
    }

    public static Task<Outcome<PublishedCrl>> TryPublish(this GrainCluster cluster) => cluster.Grains.Crl(TestRequests.Issuing).PublishIfDue(CancellationToken.None);

    /// <summary>How many CRLs, of both kinds, the whole authority has had. Numbers do not tell: they have gaps.</summary>
    public static long Publications(this GrainCluster cluster) => cluster.Scalar("select count(*) from crls where authority = 'issuing' and shard = ''");

    public static X509CrlEntry? Entry(this X509Crl crl, CertificateKey key) => crl.GetRevokedCertificate(new(1, key.Serial.ToBytes()));

    public static BigInteger Number(this X509Crl crl) => new(
        DerInteger.GetInstance(Asn1OctetString.GetInstance(crl.GetExtensionValue(X509Extensions.CrlNumber)).GetOctets()).PositiveValue.ToByteArray(), isBigEndian: true);
}
