using Ucm.Grains.Interfaces;
using Ucm.Grains.Interfaces.Acme;
using Ucm.Grains.Interfaces.Certificates;
using Ucm.Grains.Interfaces.Identity;
using Ucm.Grains.Interfaces.Outcomes;

namespace Ucm.Grains.Tests.Acme;

/// <summary>
/// An order whose certificate was issued without this activation's knowledge, as a second activation does when membership changes. The row of the
/// certificate is the truth.
/// </summary>
[Trait("needs", "server")]
public sealed class FinalizeTwinTests(AcmeCluster cluster) : IClassFixture<AcmeCluster>
{
    [Fact]
    public async Task Finalize_IssuedForAnotherRequestMeanwhile_RefusedAndTheOrderIsValidForThatOne()
    {
        using var account = await TestAccount.Create(cluster.Grains);
        var order = await account.ReadyOrder("twin.example.com");
        var csr = TestAccount.Csr(null, "twin.example.com");
        var issued = await Issue(account, order, csr, null);

        var other = await account.Finalize(order, TestAccount.Csr(null, "twin.example.com"));
        var seen = await account.Get(order);
        var again = await account.Finalize(order, csr);

        other.Refusal!.Code.ShouldBe(RefusalCode.OrderNotReady);
        (seen.Value!.Status, seen.Value.Certificate).ShouldBe((AcmeOrderStatus.Valid, issued));
        again.Value!.Certificate.ShouldBe(issued);
    }

    /// <summary>The end that the server's limit sets is another one a moment later, so the two are not the same request to the letter.</summary>
    [Fact]
    public async Task Finalize_IssuedForTheSameKeyAMomentBefore_ValidWithThatCertificate()
    {
        using var account = await TestAccount.Create(cluster.Grains);
        var order = await account.ReadyOrder("moment.example.com");
        var csr = TestAccount.Csr(null, "moment.example.com");
        var issued = await Issue(account, order, csr, new RequestedContent(NotAfter: DateTimeOffset.UtcNow.AddDays(3)));

        var final = await account.Finalize(order, csr);

        (final.Value!.Status, final.Value.Certificate).ShouldBe((AcmeOrderStatus.Valid, issued));
    }

    [Fact]
    public async Task Deactivate_IssuedMeanwhile_TheOrderIsValidAndStaysSo()
    {
        using var account = await TestAccount.Create(cluster.Grains);
        var order = await account.ReadyOrder("given-up.example.com");
        var issued = await Issue(account, order, TestAccount.Csr(null, "given-up.example.com"), null);

        var given = await cluster.Grains.AcmeOrder(order.Id).Deactivate(account.Id, 0, CancellationToken.None);

        (given.Value!.Status, given.Value.Certificate).ShouldBe((AcmeOrderStatus.Valid, issued));
        given.Value.Authorizations[0].Status.ShouldBe(AcmeAuthorizationStatus.Deactivated);
    }

    private async Task<CertificateKey> Issue(TestAccount account, AcmeOrder order, byte[] csr, RequestedContent? content)
    {
        var caller = new Caller(CallerKind.AcmeAccount, account.Id, [Permission.CertificatesIssue]);
        var command = new IssueCommand(new RequestId($"acme:{order.Id}"), TestRequests.Issuing, "tls-server", [.. csr], caller, content);
        return (await cluster.Grains.Issuance(TestRequests.Issuing).Issue(command, CancellationToken.None)).Value!.Key;
    }
}
