using Ucm.Grains.Interfaces.Acme;
using Ucm.Grains.Interfaces.Outcomes;
using Ucm.Pki.X509;
using Ucm.Storage.Acme;

namespace Ucm.Grains.Tests.Acme.Renewal;

/// <summary>Orders that replace a certificate (RFC 9773 §5).</summary>
[Trait("needs", "server")]
public sealed class ReplacementTests(AcmeCluster cluster) : IClassFixture<AcmeCluster>
{
    private readonly IGrainFactory grains = cluster.Grains;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Create_ReplacesACertificateOfTheAccount_ShownAndMarkedWhenTheOrderIsValid()
    {
        using var account = await TestAccount.Create(grains);
        var first = await account.Obtain(null, "one.example.com", "two.example.com");
        var index = cluster.Cluster.Service<IAcmeIndex>();

        var order = (await account.OrderAt("default", IdOf(first), "two.example.com", "three.example.com")).Value!;
        var before = await index.FindReplacement(first.Key, Token);
        await account.Prove(order);
        var final = await account.Finalize(order, TestAccount.Csr(null, "two.example.com", "three.example.com"));

        order.Replaces.ShouldBe(IdOf(first));
        before.ShouldBeNull();
        final.Value!.Status.ShouldBe(AcmeOrderStatus.Valid);
        (await index.FindReplacement(first.Key, Token)).ShouldBe(order.Id);
    }

    [Fact]
    public async Task Create_ReplacesWhatAnotherValidOrderReplaced_AlreadyReplaced()
    {
        using var account = await TestAccount.Create(grains);
        var first = await account.Obtain(null, "twice.example.com");
        var pending = await account.OrderAt("default", IdOf(first), "twice.example.com");
        var order = await account.Prove((await account.OrderAt("default", IdOf(first), "twice.example.com")).Value!);
        await account.Finalize(order, TestAccount.Csr(null, "twice.example.com"));

        var again = await account.OrderAt("default", IdOf(first), "twice.example.com");

        pending.Refusal.ShouldBeNull();
        again.Refusal!.Code.ShouldBe(RefusalCode.AlreadyReplaced);
    }

    [Fact]
    public async Task Create_ReplacesNothingOfItsOwn_Refused()
    {
        using var account = await TestAccount.Create(grains);
        using var stranger = await TestAccount.Create(grains);
        var own = await account.Obtain(null, "own.example.com");
        var known = RenewalIdentifier.Of(ParsedCertificate.Parse(own.Der.AsMemory()))!;

        var foreign = await stranger.OrderAt("default", IdOf(own), "own.example.com");
        var unrelated = await account.OrderAt("default", IdOf(own), "unrelated.example.com");
        var unknown = await account.OrderAt("default", (known with { Serial = new byte[] { 1, 2, 3 } }).ToString(), "own.example.com");
        var nonsense = await account.OrderAt("default", "nonsense", "own.example.com");

        foreign.Refusal!.Code.ShouldBe(RefusalCode.Forbidden);
        unrelated.Refusal!.Code.ShouldBe(RefusalCode.Malformed);
        unknown.Refusal!.Code.ShouldBe(RefusalCode.NotFound);
        nonsense.Refusal!.Code.ShouldBe(RefusalCode.Malformed);
    }

    private static string IdOf(AcmeCertificate certificate) => RenewalIdentifier.Of(ParsedCertificate.Parse(certificate.Der.AsMemory()))!.ToString();
}
