using System.Security.Cryptography;
using Org.BouncyCastle.Ocsp;
using Ucm.Grains.Interfaces;
using Ucm.Grains.Interfaces.Certificates;
using Ucm.Grains.Interfaces.Outcomes;
using Ucm.Grains.Signing;
using Ucm.Grains.Tests.Status;
using Ucm.Pki.X509;
using Ucm.Storage.Certificates;

namespace Ucm.Grains.Tests.Ocsp;

/// <summary>Never unknown for a serial that was issued, never anything left behind for one that was not (law 7).</summary>
[Trait("needs", "server")]
public sealed class NeverIssuedTests(GrainCluster cluster) : IClassFixture<GrainCluster>
{
    [Fact]
    public async Task Screen_FloodOfInventedSerials_UnknownAndNoStatusGrainWakes()
    {
        await cluster.CreateAuthorities();
        var before = await CountActivations();
        var certIds = await Task.WhenAll(Enumerable.Range(0, 200).Select(_ => cluster.Grains.CertId(Invented())));

        var screened = await Task.WhenAll(certIds.Select(certId => cluster.Grains.OcspScreen(TestRequests.Issuing).Screen([.. certId], CancellationToken.None)));

        screened.ShouldAllBe(one => one.Value!.NeverIssued!.Read().Responses[0].GetCertStatus() is UnknownStatus);
        (await CountActivations()).ShouldBeLessThanOrEqualTo(before);
    }

    [Fact]
    public async Task Screen_IssuedWithoutATag_IsNotCalledUnknown()
    {
        await cluster.CreateAuthorities();
        var planted = await cluster.Service<ICertificateStore>().Plant(TestRequests.Issuing, DateTimeOffset.UtcNow);

        var screened = await cluster.Grains.OcspScreen(TestRequests.Issuing).Screen([.. await cluster.Grains.CertId(planted)], CancellationToken.None);

        screened.Value!.NeverIssued.ShouldBeNull();
        (await cluster.Grains.AskSingle(planted)).GetCertStatus().ShouldBeNull();
    }

    [Fact]
    public async Task Screen_UnknownThenIssued_NotUnknownAnyMore()
    {
        await cluster.CreateAuthorities();
        var certificates = cluster.Service<ICertificateStore>();
        var key = await certificates.Reserve(TestRequests.Issuing, DateTimeOffset.UtcNow);
        var certId = await cluster.Grains.CertId(key);
        var before = await cluster.Grains.OcspScreen(TestRequests.Issuing).Screen([.. certId], CancellationToken.None);

        await certificates.Complete(key, [0x30, 0x00], new([], []), CancellationToken.None);

        before.Value!.NeverIssued.ShouldNotBeNull();
        (await cluster.Grains.OcspScreen(TestRequests.Issuing).Screen([.. certId], CancellationToken.None)).Value!.NeverIssued.ShouldBeNull();
    }

    [Fact]
    public async Task Issue_Serial_CarriesTheTagThatFrontendsAreTold()
    {
        await cluster.CreateAuthorities();

        var issued = await cluster.Issue("rest:screen:tag");

        var issuing = await cluster.Grains.OcspScreen(TestRequests.Issuing).TagKey(CancellationToken.None);
        var root = await cluster.Grains.OcspScreen(TestRequests.Root).TagKey(CancellationToken.None);
        SerialNumbers.IsTagged(issued.Key.Serial.ToBytes(), issuing.Value!.Octets.AsSpan()).ShouldBeTrue();
        SerialNumbers.IsTagged(issued.Key.Serial.ToBytes(), root.Value!.Octets.AsSpan()).ShouldBeFalse();
        issuing.Value.ToString().ShouldNotContain("Octets");
    }

    [Fact]
    public async Task Law06_TagKeys_SameOnEverySiloAndNotTheMasterKey()
    {
        await cluster.CreateAuthorities();

        var first = cluster.Service<SerialTagKeys>(0).Of(TestRequests.Issuing);
        var second = cluster.Service<SerialTagKeys>(1).Of(TestRequests.Issuing);

        second.AsSpan().SequenceEqual(first.AsSpan()).ShouldBeTrue();
        first.AsSpan().SequenceEqual(cluster.Service<SerialTagKeys>(0).Of(TestRequests.Root).AsSpan()).ShouldBeFalse();
        var master = await File.ReadAllBytesAsync(Path.Combine(cluster.Folder, "master.key"), TestContext.Current.CancellationToken);
        first.AsSpan().SequenceEqual(master).ShouldBeFalse();
    }

    [Fact]
    public async Task Screen_CertIdOfAnotherIssuer_Malformed()
    {
        await cluster.CreateAuthorities();
        var certId = await cluster.Grains.CertId(new CertificateKey(TestRequests.Root, SerialNumber.Parse("1234")));

        var screened = await cluster.Grains.OcspScreen(TestRequests.Issuing).Screen([.. certId], CancellationToken.None);

        screened.Refusal!.Code.ShouldBe(RefusalCode.Malformed);
    }

    private static CertificateKey Invented() => new(TestRequests.Issuing, SerialNumber.FromBytes([0x11, .. RandomNumberGenerator.GetBytes(15)]));

    private async Task<int> CountActivations()
    {
        var statistics = await cluster.Cluster.Client.GetGrain<IManagementGrain>(0).GetSimpleGrainStatistics();
        return statistics.Where(static one => one.GrainType.Contains("OcspStatusGrain", StringComparison.Ordinal)).Sum(static one => one.ActivationCount);
    }
}
