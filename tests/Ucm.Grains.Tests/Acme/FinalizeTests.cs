using System.Security.Cryptography;
using Ucm.Grains.Interfaces;
using Ucm.Grains.Interfaces.Acme;
using Ucm.Grains.Interfaces.Outcomes;

namespace Ucm.Grains.Tests.Acme;

/// <summary>RFC 8555 §7.4: one order, one certificate, for exactly what was ordered.</summary>
[Trait("needs", "server")]
public sealed class FinalizeTests(AcmeCluster cluster) : IClassFixture<AcmeCluster>
{
    [Fact]
    public async Task Finalize_ThirtyTwoAtOnceOnBothSilos_OneCertificate()
    {
        using var account = await TestAccount.Create(cluster.Grains);
        var order = await account.ReadyOrder("race.example.com");
        var silos = new[] { cluster.Grains, cluster.Cluster.Service<IGrainFactory>(0), cluster.Cluster.Service<IGrainFactory>(1) };
        var csr = TestAccount.Csr(null, "race.example.com");

        var outcomes = await Task.WhenAll(Enumerable.Range(0, 32).Select(i => account.Finalize(silos[i % silos.Length], order, csr)));

        outcomes.ShouldAllBe(static outcome => outcome.Succeeded);
        outcomes.Select(static outcome => outcome.Value!.Certificate).Where(static key => key is not null).Distinct().Count().ShouldBe(1);
        (await account.WaitFor(order, static now => now.Status == AcmeOrderStatus.Valid)).Certificate.ShouldNotBeNull();
    }

    [Fact]
    public async Task Finalize_TwiceWithTheSameRequest_SameCertificate()
    {
        using var account = await TestAccount.Create(cluster.Grains);
        var order = await account.ReadyOrder("twice.example.com");
        var csr = TestAccount.Csr(null, "twice.example.com");

        var first = await account.Finalize(order, csr);
        var second = await account.Finalize(order, csr);

        first.Value!.Status.ShouldBe(AcmeOrderStatus.Valid);
        second.Value!.Certificate.ShouldBe(first.Value.Certificate);
    }

    /// <summary>Told that it went well, a client would wait for a certificate of its key and get one of another.</summary>
    [Fact]
    public async Task Finalize_SixRequestsAtOnce_OneIsTakenAndFiveAreToldSo()
    {
        using var account = await TestAccount.Create(cluster.Grains);
        var order = await account.ReadyOrder("six.example.com");

        var outcomes = await Task.WhenAll(Enumerable.Range(0, 6).Select(_ => account.Finalize(order, TestAccount.Csr(null, "six.example.com"))));

        outcomes.Count(static outcome => outcome.Succeeded).ShouldBe(1);
        outcomes.Where(static outcome => !outcome.Succeeded).ShouldAllBe(static outcome => outcome.Refusal!.Code == RefusalCode.OrderNotReady);
    }

    [Fact]
    public async Task Finalize_BeforeTheChallenges_OrderNotReady()
    {
        using var account = await TestAccount.Create(cluster.Grains);
        var order = (await account.Order("early.example.com")).Value!;

        var outcome = await account.Finalize(order, TestAccount.Csr(null, "early.example.com"));

        outcome.Refusal!.Code.ShouldBe(RefusalCode.OrderNotReady);
    }

    [Theory]
    [InlineData("a.example.com")]
    [InlineData("a.example.com", "b.example.com", "c.example.com")]
    [InlineData("a.example.com", "*.example.com")]
    [InlineData("a.example.com", "192.0.2.1")]
    [InlineData("a.example.com", "c.example.com")]
    public async Task Finalize_NamesOtherThanTheOrders_BadCsrAndTheOrderStaysReady(params string[] names)
    {
        using var account = await TestAccount.Create(cluster.Grains);
        var order = await account.ReadyOrder("a.example.com", "b.example.com");

        var refused = await account.Finalize(order, TestAccount.Csr(null, names));
        var repeated = await account.Finalize(order, TestAccount.Csr(null, "b.example.com", "A.example.com"));

        refused.Refusal!.Code.ShouldBe(RefusalCode.BadCsr);
        repeated.Value!.Status.ShouldBe(AcmeOrderStatus.Valid);
    }

    [Fact]
    public async Task Finalize_WithTheAccountsKey_BadCsr()
    {
        using var account = await TestAccount.Create(cluster.Grains);
        var order = await account.ReadyOrder("own.example.com");

        var outcome = await account.Finalize(order, TestAccount.Csr(account.Key, "own.example.com"));

        outcome.Refusal!.Code.ShouldBe(RefusalCode.BadCsr);
    }

    [Fact]
    public async Task Finalize_WithRubbishOrABrokenSignature_BadCsr()
    {
        using var account = await TestAccount.Create(cluster.Grains);
        var order = await account.ReadyOrder("broken.example.com");
        var broken = TestAccount.Csr(null, "broken.example.com");
        broken[^3] ^= 1;

        var rubbish = await account.Finalize(order, RandomNumberGenerator.GetBytes(100));
        var tampered = await account.Finalize(order, broken);

        rubbish.Refusal!.Code.ShouldBe(RefusalCode.BadCsr);
        tampered.Refusal!.Code.ShouldBe(RefusalCode.BadCsr);
    }

    [Fact]
    public async Task Finalize_ForAnAddressAndAName_CertificateAndChainWithoutTheRoot()
    {
        using var account = await TestAccount.Create(cluster.Grains);

        var certificate = await account.Obtain(null, "mixed.example.com", "192.0.2.7", "2001:db8::7");

        certificate.Chain.Length.ShouldBe(1);
        var record = await cluster.Grains.Certificate(certificate.Key).Get(CancellationToken.None);
        record.Value!.Names.Select(static name => name.Value).ShouldBe(["mixed.example.com", "192.0.2.7", "2001:db8::7"], ignoreOrder: true);
    }
}
