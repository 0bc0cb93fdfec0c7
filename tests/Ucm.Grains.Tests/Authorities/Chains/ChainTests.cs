using System.Security.Cryptography.X509Certificates;
using System.Text.Json;
using Ucm.Grains.Interfaces;
using Ucm.Grains.Interfaces.Acme;
using Ucm.Grains.Interfaces.Authorities;
using Ucm.Grains.Interfaces.Objects;
using Ucm.Grains.Interfaces.Outcomes;
using Ucm.Grains.Tests.Acme;
using Ucm.TestHosting;

namespace Ucm.Grains.Tests.Authorities.Chains;

/// <summary>Chains over cross-certificates: what may be one, and which certificates have it.</summary>
[Trait("needs", "server")]
public sealed class ChainTests(AcmeCluster cluster) : IClassFixture<AcmeCluster>
{
    private static readonly TimeSpan Lifetime = TimeSpan.FromDays(100);
    private readonly IGrainFactory grains = cluster.Grains;
    private readonly string name = $"c-{Guid.NewGuid():n}";

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task GetCertificate_CrossCertificatesOfIssuerAndRoot_EachIsAChainOfItsOwnInTheirOrder()
    {
        using var other = new CrossCertifier("Other Root");
        using var issuing = await Certificate(TestRequests.Issuing);
        using var root = await Certificate(TestRequests.Root);
        var ofIssuing = other.Certify(issuing, Lifetime);
        var ofRoot = other.Certify(root, Lifetime);
        (await Save($"{name}-a", new { authority = "root", certificates = new[] { ofRoot, other.RootPem }, order = 2 })).Refusal.ShouldBeNull();
        (await Save($"{name}-b", new { authority = "issuing", certificates = new[] { ofIssuing }, order = 1 })).Refusal.ShouldBeNull();
        using var account = await TestAccount.Create(grains);
        var order = await account.ReadyOrder("chains.example.com");
        await account.Finalize(order, TestAccount.Csr(null, "chains.example.com"));

        var certificate = await Eventually.Get(() => Get(account, order), certificate => certificate.Alternates.Count(Mine) == 2);

        var (first, second) = (certificate.Alternates.Where(Mine).First(), certificate.Alternates.Where(Mine).Last());
        (first.Name, second.Name).ShouldBe(($"{name}-b", $"{name}-a"));
        Pem(first).ShouldBe([ofIssuing]);
        Pem(second).ShouldBe([issuing.ExportCertificatePem(), ofRoot]);
    }

    [Fact]
    public async Task GetCertificate_ChainDisabled_NotOfferedAnyMore()
    {
        using var other = new CrossCertifier("Passing Root");
        using var issuing = await Certificate(TestRequests.Issuing);
        await Save(name, new { authority = "issuing", certificates = new[] { other.Certify(issuing, Lifetime) } });
        using var account = await TestAccount.Create(grains);
        var order = await account.ReadyOrder("disabled.example.com");
        await account.Finalize(order, TestAccount.Csr(null, "disabled.example.com"));
        await Eventually.Get(() => Get(account, order), certificate => certificate.Alternates.Any(Mine));

        await grains.Object(new ObjectKey("certificate-chain", name)).SetStatus(
            new SetObjectStatusCommand(ObjectStatus.Disabled, null, TestRequests.Admin), Token);

        (await Eventually.Get(() => Get(account, order), certificate => !certificate.Alternates.Any(Mine))).Chain.ShouldHaveSingleItem();
    }

    [Fact]
    public async Task Save_FaultyChain_NamesWhatIsWrong()
    {
        using var other = new CrossCertifier("Faulty Root");
        using var stranger = new CrossCertifier("Strange Root");
        using var issuing = await Certificate(TestRequests.Issuing);
        using var root = await Certificate(TestRequests.Root);
        var cross = other.Certify(issuing, Lifetime);

        (await Fault("none", cross)).ShouldBe("/authority");
        (await Fault("issuing")).ShouldBe("/certificates");
        (await Fault("issuing", "no PEM")).ShouldBe("/certificates/0");
        (await Fault("issuing", cross + cross)).ShouldBe("/certificates/0");
        (await Fault("issuing", issuing.ExportCertificatePem())).ShouldBe("/certificates/0");
        (await Fault("root", root.ExportCertificatePem())).ShouldBe("/certificates/0");
        (await Fault("root", cross)).ShouldBe("/certificates/0");
        (await Fault("issuing", cross, stranger.RootPem)).ShouldBe("/certificates/0");
        (await Fault("issuing", other.Certify(issuing, TimeSpan.FromHours(1)))).ShouldBe("/certificates/0");
    }

    private static IEnumerable<string> Pem(AlternateChain chain) =>
        chain.Certificates.Select(static der => System.Security.Cryptography.PemEncoding.WriteString("CERTIFICATE", der.AsSpan()));

    private bool Mine(AlternateChain chain) => chain.Name.StartsWith(name, StringComparison.Ordinal);

    private async Task<string> Fault(string authority, params string[] certificates) =>
        (await Save(name, new { authority, certificates })).Refusal!.Parts.ShouldHaveSingleItem().Name;

    private async Task<AcmeCertificate> Get(TestAccount account, AcmeOrder order) =>
        (await grains.AcmeOrder(order.Id).GetCertificate(account.Id, Token)).Value!;

    private async Task<X509Certificate2> Certificate(AuthorityId authority) =>
        X509CertificateLoader.LoadCertificate((await grains.Authority(authority).Get(Token)).Value!.Certificate.AsSpan());

    private Task<Outcome<AdministeredObject>> Save(string chain, object content) => grains.Object(new ObjectKey("certificate-chain", chain)).Save(
        new SaveObjectCommand(SaveMode.Create, JsonSerializer.Serialize(content), null, TestRequests.Admin), Token);
}
