using System.Security.Cryptography;
using Shouldly;
using Ucm.Frontend.Cluster;
using Ucm.Grains.Signing;
using Ucm.Silo.Cluster;

namespace Ucm.Conformance.Tests.Cluster;

public sealed class ClusterAuthorityTests
{
    [Fact]
    public void Derive_OfOneMasterKey_IsTheSameKeyEverywhere()
    {
        var octets = RandomNumberGenerator.GetBytes(32);
        using var here = ClusterKey.Derive(new MasterKey(octets));
        using var there = ClusterKey.Derive(new MasterKey(octets));
        using var elsewhere = ClusterKey.Derive(LinkKeys.NewMasterKey());

        here.ExportSubjectPublicKeyInfo().ShouldBe(there.ExportSubjectPublicKeyInfo());
        here.ExportSubjectPublicKeyInfo().ShouldNotBe(elsewhere.ExportSubjectPublicKeyInfo());
    }

    [Fact]
    public void Derive_OfAKnownMasterKey_IsTheKeyThatFrontendsTrust()
    {
        // Enrolled frontends hold this authority's certificate: another derivation would lock them all out.
        using var key = ClusterKey.Derive(new MasterKey([.. Enumerable.Range(0, 32).Select(static octet => (byte)octet)]));

        Convert.ToHexStringLower(SHA256.HashData(key.ExportSubjectPublicKeyInfo())).ShouldBe("6bc983c88a7c693123eb06d6e1f27c2c0ceac1f526f4d74f4cadd8366e6f2186");
    }

    [Theory]
    [InlineData("0000000000000000000000000000000000000000000000000000000000000000", false)]
    [InlineData("0000000000000000000000000000000000000000000000000000000000000001", true)]
    [InlineData("ffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632550", true)]
    [InlineData("ffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551", false)]
    [InlineData("ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff", false)]
    public void IsScalar_AtTheBounds_IsFromOneToTheOrder(string scalar, bool expected) =>
        ClusterKey.IsScalar(Convert.FromHexString(scalar)).ShouldBe(expected);

    [Fact]
    public void TryRead_OfItsOwnCertificates_FindsRoleNameAndCluster()
    {
        using var key = LinkKeys.NewMasterKey();
        using var silo = LinkKeys.Silo(key, "a cluster/ä");
        using var frontend = LinkKeys.Frontend(key, "edge-1.example");

        ClusterIdentity.TryRead(silo, out var first).ShouldBeTrue();
        first.ShouldBe(new ClusterIdentity(ClusterRole.Silo, string.Empty, "a cluster/ä"));
        ClusterIdentity.TryRead(frontend, out var second).ShouldBeTrue();
        second.ShouldBe(new ClusterIdentity(ClusterRole.Frontend, "edge-1.example", LinkKeys.ClusterId));
    }

    [Theory]
    [InlineData("edge-1", true)]
    [InlineData("", false)]
    [InlineData("-edge", false)]
    [InlineData("Edge", false)]
    [InlineData("edge:silo", false)]
    [InlineData("edge/..", false)]
    public void IsFrontendName_OfText_TakesHostNamesOnly(string name, bool expected) => ClusterIdentity.IsFrontendName(name).ShouldBe(expected);
}
