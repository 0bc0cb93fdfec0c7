using System.Security.Cryptography;
using Ucm.Grains.Interfaces;
using Ucm.Grains.Interfaces.Acme;
using Ucm.Grains.Interfaces.Acme.ExternalAccounts;
using Ucm.Grains.Interfaces.Outcomes;

namespace Ucm.Grains.Tests.Acme.ExternalAccounts;

/// <summary>What the external account key of an account lets it order.</summary>
[Trait("needs", "server")]
public sealed class ExternalAccountOrderTests(AcmeCluster cluster) : IClassFixture<AcmeCluster>
{
    private const string Within = """,{0}"identifiers":{"dns_suffixes":["fleet.example.com"]}""";

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private IGrainFactory Grains => cluster.Grains;

    [Fact]
    public async Task NewOrder_OfAnAccountWithoutOne_RequiredWhereItIs()
    {
        using var account = await TestAccount.Create(Grains);

        (await Grains.NewOrder(await Grains.NewServer(), account.Id, "tls-server", "a.example.com")).Refusal!.Code
            .ShouldBe(RefusalCode.ExternalAccountRequired);
        (await Grains.NewOrder(await Grains.NewServer("optional"), account.Id, "tls-server", "a.example.com")).Refusal.ShouldBeNull();
    }

    [Fact]
    public async Task NewOrder_OutsideTheKeysRules_IsRefusedAndNamesEach()
    {
        var server = await Grains.NewServer();
        var (account, _) = await Bound(server, Rules(prevalidated: false) + ",\"profiles\":[\"tls-server\"]");
        using var owned = account;

        var names = await Grains.NewOrder(server, account.Id, "tls-server", "www.fleet.example.com", "fleet.example.com.evil.example", "xfleet.example.com");
        var profile = await Grains.NewOrder(server, account.Id, "tls-server-short", "www.fleet.example.com");
        var good = await Grains.NewOrder(server, account.Id, "tls-server", "www.fleet.example.com", "fleet.example.com");

        names.Refusal!.Code.ShouldBe(RefusalCode.RejectedIdentifier);
        names.Refusal.Parts.Select(static part => part.Name).ShouldBe(["fleet.example.com.evil.example", "xfleet.example.com"]);
        profile.Refusal!.Code.ShouldBe(RefusalCode.UnknownProfile);
        good.Value!.Status.ShouldBe(AcmeOrderStatus.Pending);
    }

    /// <summary>RFC 8555 §7.4.1: nobody is let prove what no order may have.</summary>
    [Fact]
    public async Task NewAuthorization_OutsideTheKeysRulesOrWithADisabledKey_IsRefused()
    {
        var server = await Grains.NewServer(further: ",\"authorization_reuse\":true");
        var (account, key) = await Bound(server, Rules(prevalidated: false) + ",\"profiles\":[\"tls-server\"]");
        using var owned = account;

        var outside = await PreAuthorize(server, account, "xfleet.example.com");
        var within = await PreAuthorize(server, account, "www.fleet.example.com");
        await SetStatus(key, ExternalAccountKeyStatus.Disabled);
        var disabled = await PreAuthorize(server, account, "www.fleet.example.com");

        outside.Refusal!.Code.ShouldBe(RefusalCode.RejectedIdentifier);
        within.Value!.Authorizations[0].Status.ShouldBe(AcmeAuthorizationStatus.Pending);
        disabled.Refusal!.Code.ShouldBe(RefusalCode.Forbidden);
    }

    [Fact]
    public async Task NewOrder_OfAKeyThatMayNotBeUsedAnyMore_IsForbidden()
    {
        var server = await Grains.NewServer();
        var (account, key) = await Bound(server, "");
        using var owned = account;

        await SetStatus(key, ExternalAccountKeyStatus.Disabled);
        var disabled = await Grains.NewOrder(server, account.Id, "tls-server", "a.example.com");
        await SetStatus(key, ExternalAccountKeyStatus.Enabled);
        var enabled = await Grains.NewOrder(server, account.Id, "tls-server", "a.example.com");
        await Change(key, """{"expires_at":"2020-01-01T00:00:00Z"}""");
        var expired = await Grains.NewOrder(server, account.Id, "tls-server", "a.example.com");
        var elsewhere = await Grains.NewOrder(await Grains.NewServer(), account.Id, "tls-server", "a.example.com");
        var free = await Grains.NewOrder(await Grains.NewServer("off"), account.Id, "tls-server", "a.example.com");

        disabled.Refusal!.Code.ShouldBe(RefusalCode.Forbidden);
        enabled.Refusal.ShouldBeNull();
        expired.Refusal!.Code.ShouldBe(RefusalCode.Forbidden);
        elsewhere.Refusal!.Code.ShouldBe(RefusalCode.Forbidden);
        free.Refusal.ShouldBeNull();
    }

    [Fact]
    public async Task Finalize_WithTheKeyDisabledMeanwhile_IsForbiddenUntilItIsEnabled()
    {
        var server = await Grains.NewServer();
        var (account, key) = await Bound(server, Rules(prevalidated: true));
        using var owned = account;
        var order = (await Grains.NewOrder(server, account.Id, "tls-server", "www.fleet.example.com")).Value!;
        var csr = TestAccount.Csr(null, "www.fleet.example.com");

        await SetStatus(key, ExternalAccountKeyStatus.Disabled);
        var disabled = await account.Finalize(order, csr);
        await SetStatus(key, ExternalAccountKeyStatus.Enabled);
        var enabled = await account.Finalize(order, csr);

        disabled.Refusal!.Code.ShouldBe(RefusalCode.Forbidden);
        enabled.Refusal.ShouldBeNull();
    }

    [Fact]
    public async Task Finalize_OfAPrevalidatedOrderWhoseKeyIsNoMore_IsForbidden()
    {
        var server = await Grains.NewServer();
        var (account, key) = await Bound(server, Rules(prevalidated: true));
        using var owned = account;
        var order = (await Grains.NewOrder(server, account.Id, "tls-server", "www.fleet.example.com")).Value!;

        await Change(key, """{"prevalidated":false}""");

        (await account.Finalize(order, TestAccount.Csr(null, "www.fleet.example.com"))).Refusal!.Code.ShouldBe(RefusalCode.Forbidden);
    }

    [Fact]
    public async Task NewOrder_WithinPrevalidatedNames_IsReadyWithoutAChallengeAndTheAuditSaysSo()
    {
        var server = await Grains.NewServer();
        var (account, key) = await Bound(server, Rules(prevalidated: true));
        using var owned = account;

        var order = await Grains.NewOrder(server, account.Id, "tls-server", "www.fleet.example.com", "*.fleet.example.com");
        var outside = await Grains.NewOrder(server, account.Id, "tls-server", "www.example.com");
        var final = await account.Finalize(order.Value!, TestAccount.Csr(null, "www.fleet.example.com", "*.fleet.example.com"));

        order.Value!.Status.ShouldBe(AcmeOrderStatus.Ready);
        order.Value.Authorizations.ShouldAllBe(one =>
            one.Status == AcmeAuthorizationStatus.Valid && one.Challenges.IsEmpty && one.Source == $"external-account:{key}");
        outside.Refusal!.Code.ShouldBe(RefusalCode.RejectedIdentifier);
        final.Value!.Status.ShouldBe(AcmeOrderStatus.Valid);
        var audit = await Grains.Search().ListAudit(null, 200, TestExternalAccounts.Admin, Token);
        var marked = audit.Value!.Items.Single(row => row.Action == "acme.authorization.prevalidated" && row.Target == $"acme-order:{order.Value.Id}");
        marked.Detail.ShouldContain(key);
        marked.Detail.ShouldContain("*.fleet.example.com");
    }

    private static string Rules(bool prevalidated) =>
        Within.Replace("{0}", prevalidated ? "\"prevalidated\":true," : string.Empty, StringComparison.Ordinal);

    private async Task<(TestAccount Account, string Kid)> Bound(string server, string further)
    {
        var key = await Grains.NewKey(server, further);
        var accountKey = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var made = await Grains.NewAccount(server, accountKey, key.Bind(accountKey));
        made.Refusal.ShouldBeNull();
        return (TestAccount.Of(Grains, accountKey, made.Value!.Account.Id), key.Key.Kid);
    }

    private Task<Outcome<ExternalAccountKey>> SetStatus(string kid, ExternalAccountKeyStatus status) =>
        Grains.ExternalAccountKey(kid).SetStatus(new SetExternalAccountKeyStatusCommand(status, null, TestExternalAccounts.Admin), Token);

    private Task<Outcome<ExternalAccountKey>> Change(string kid, string patch) =>
        Grains.ExternalAccountKey(kid).Change(new ChangeExternalAccountKeyCommand(patch, null, TestExternalAccounts.Admin), Token);

    private Task<Outcome<AcmeOrder>> PreAuthorize(string server, TestAccount account, string name) => Grains.AcmeOrder(Guid.NewGuid().ToString("n")).CreateAuthorization(
        new CreateAcmeAuthorizationCommand(account.Id, new AcmeIdentifier("dns", name), server, null), Token);
}
