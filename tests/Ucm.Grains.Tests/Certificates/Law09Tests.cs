using Ucm.Grains.Authorities;
using Ucm.Grains.Interfaces.Certificates;
using Ucm.Grains.Interfaces.Outcomes;
using Ucm.Grains.Tests.Faults;
using Ucm.Storage.Commits;

namespace Ucm.Grains.Tests.Certificates;

/// <summary>Law 9: what cannot be checked is refused.</summary>
[Trait("needs", "server")]
public sealed class Law09Tests(OutageCluster outage) : IClassFixture<OutageCluster>
{
    private readonly GrainCluster cluster = outage.Cluster;

    [Theory]
    [InlineData("ICertificateStore.FindByRequest")]
    [InlineData("ICertificateStore.Reserve")]
    [InlineData("ICertificateStore.Complete")]
    public async Task Law09_TheStoreIsUnavailable_Refuses(string call)
    {
        using var broken = outage.Outages.Of(call, new StorageUnavailableException("The disk is gone."));

        var outcome = await cluster.Issue(TestRequests.Command($"law09:{call}"));

        outcome.Refusal!.Code.ShouldBe(RefusalCode.Unavailable);
        NoCertificate($"law09:{call}");
    }

    [Theory]
    [InlineData("ICertificateLinter.Check")]
    [InlineData("IIssuanceValidator.Validate")]
    [InlineData("ICertificateStore.Reserve")]
    public async Task Law09_ACheckThrows_NoCertificateAndNoDetail(string call)
    {
        using var broken = outage.Outages.Of(call, new InvalidOperationException("internal detail"));

        var fault = await Should.ThrowAsync<Exception>(() => cluster.Issue(TestRequests.Command($"law09:throws:{call}")));

        fault.ToString().ShouldNotContain("internal detail");
        NoCertificate($"law09:throws:{call}");
    }

    [Fact]
    public async Task Law09_TheAuthorityCannotBeConfirmed_Refuses()
    {
        using var broken = outage.Outages.Of("IAuthorityIndex.List", new StorageUnavailableException("The disk is gone."));
        cluster.Service<AuthoritySnapshots>(0).Invalidate();
        cluster.Service<AuthoritySnapshots>(1).Invalidate();

        var outcome = await cluster.Issue(TestRequests.Command("law09:unconfirmed"));

        outcome.Refusal!.Code.ShouldBe(RefusalCode.AuthorityUnavailable);
        NoCertificate("law09:unconfirmed");
    }

    [Fact]
    public async Task Law09_UnknownProfile_Refuses()
    {
        var outcome = await cluster.Issue(TestRequests.Command("law09:profile") with { Profile = "no-such-profile" });

        outcome.Refusal!.Code.ShouldBe(RefusalCode.UnknownProfile);
        NoCertificate("law09:profile");
    }

    [Fact]
    public async Task Law09_KeyOfACompromisedCertificate_Refuses()
    {
        var csr = TestRequests.Csr("www.example.com");
        var first = (await cluster.Issue(TestRequests.Command("law09:compromised", csr: csr))).Value!;
        await cluster.Revoke(first.Key, RevocationReason.KeyCompromise);

        var outcome = await cluster.Issue(TestRequests.Command("law09:compromised-again", csr: csr));

        outcome.Refusal!.Code.ShouldBe(RefusalCode.BadPublicKey);
        NoCertificate("law09:compromised-again");
    }

    private void NoCertificate(string request) =>
        cluster.Scalar("select count(*) from certificates where request_id = @r and status <> 0", ("@r", request)).ShouldBe(0);
}
