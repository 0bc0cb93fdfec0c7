using System.Security.Cryptography;
using Ucm.Grains.Acme.Limits;
using Ucm.Grains.Acme.Servers;
using Ucm.Grains.Interfaces.Acme;
using Ucm.Grains.Interfaces.Certificates;
using Ucm.Grains.Interfaces.Outcomes;
using Ucm.Grains.Tests.Acme.ExternalAccounts;
using Ucm.TestHosting;

namespace Ucm.Grains.Tests.Acme;

/// <summary>
/// The limits of an ACME server beside those on accounts and their orders: each refusal is RateLimited, says when to come back, and which limit it
/// is.
/// </summary>
[Trait("needs", "server")]
public sealed class AcmeNameLimitTests(AcmeCluster cluster) : IClassFixture<AcmeCluster>
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private IGrainFactory Grains => cluster.Grains;

    private AcmeLimits Limits => cluster.Cluster.Service<AcmeLimits>();

    [Fact]
    public async Task NewOrder_OneMoreThanAnExternalAccountMayMake_RateLimitedForAllItsAccounts()
    {
        var server = await NewServer("\"orders_per_external_account_per_hour\":2", "required");
        var key = await Grains.NewKey(server);
        var (first, second) = (await Bound(server, key), await Bound(server, key));

        (await Grains.NewOrder(server, first, "tls-server", "a.one.example")).Refusal.ShouldBeNull();
        (await Grains.NewOrder(server, second, "tls-server", "b.two.example")).Refusal.ShouldBeNull();
        var refused = await Grains.NewOrder(server, first, "tls-server", "c.three.example");

        IsRateLimited(refused.Refusal, "external account key");
        (await Grains.NewOrder(server, await Bound(server, await Grains.NewKey(server)), "tls-server", "c.three.example")).Refusal.ShouldBeNull();
    }

    [Fact]
    public async Task NewOrder_OneMoreThanARegisteredNameMayHave_RateLimitedForAllAccounts()
    {
        var server = await NewServer("\"orders_per_registered_name_per_hour\":2");
        using var first = await TestAccount.Create(Grains);
        using var second = await TestAccount.Create(Grains);

        (await Grains.NewOrder(server, first.Id, "tls-server", "a.counted.example", "b.counted.example")).Refusal.ShouldBeNull();
        (await Grains.NewOrder(server, second.Id, "tls-server", "counted.example")).Refusal.ShouldBeNull();
        var refused = await Grains.NewOrder(server, first.Id, "tls-server", "c.counted.example");

        IsRateLimited(refused.Refusal, "counted.example");
        (await Grains.NewOrder(server, first.Id, "tls-server", "c.other.example")).Refusal.ShouldBeNull();
    }

    [Fact]
    public async Task NewOrder_ForANameThatFailedTooOften_RateLimitedAndOthersAreNot()
    {
        var server = await NewServer("\"failed_validations_per_hour\":1");
        using var account = await TestAccount.Create(Grains);
        using var other = await TestAccount.Create(Grains);
        var order = (await Grains.NewOrder(server, account.Id, "tls-server", "bad.failing.example")).Value!;

        await account.Respond(order);
        await account.WaitFor(order, static now => now.Status == AcmeOrderStatus.Invalid);
        var refused = await Eventually.Get(
            () => Grains.NewOrder(server, account.Id, "tls-server", "bad.failing.example"), static answer => answer.Refusal is not null);

        IsRateLimited(refused.Refusal, "failed validations of bad.failing.example");
        (await Grains.NewOrder(server, account.Id, "tls-server", "good.failing.example")).Refusal.ShouldBeNull();
        (await Grains.NewOrder(server, other.Id, "tls-server", "bad.failing.example")).Refusal.ShouldBeNull();
    }

    [Fact]
    public async Task CheckFailures_AfterFailuresInARow_PausesUntilOneSucceeds()
    {
        var server = await Find(await NewServer("\"failures_before_pause\":3,\"pause_seconds\":600"));
        var (account, name) = (Guid.NewGuid().ToString("n"), new SubjectName(SubjectNameKind.Dns, "paused.example.com"));

        for (var i = 0; i < 3; i++)
        {
            (await Limits.CheckFailures(server, account, name, Token)).ShouldBeNull();
            Limits.Note(server, account, name, failed: true);
        }

        var paused = await Eventually.Get(() => Check(server, account, name), static refusal => refusal is not null);
        Limits.Note(server, account, name, failed: false);
        var afterwards = await Eventually.Get(() => Check(server, account, name), static refusal => refusal is null);

        IsRateLimited(paused, "paused");
        paused!.RetryAfter!.Value.ShouldBeInRange(TimeSpan.FromSeconds(590), TimeSpan.FromSeconds(600));
        afterwards.ShouldBeNull();
    }

    [Fact]
    public async Task CheckFailures_OfAServerWithoutThem_NeverRefuses()
    {
        var server = await Find(await NewServer("\"failed_validations_per_hour\":0"));
        var (account, name) = (Guid.NewGuid().ToString("n"), new SubjectName(SubjectNameKind.Dns, "free.example.com"));

        for (var i = 0; i < 100; i++)
        {
            Limits.Note(server, account, name, failed: true);
        }

        (await Limits.CheckFailures(server, account, name, Token)).ShouldBeNull();
    }

    [Fact]
    public async Task ChangeKey_OneMoreThanAnAccountMayDo_RateLimited()
    {
        var server = await NewServer("\"key_changes_per_account_per_hour\":2");
        using var first = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        using var second = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        using var third = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        using var fourth = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var account = TestAccount.Of(Grains, first, (await Grains.NewAccount(server, first, null)).Value!.Account.Id);

        (await account.ChangeKey(second, first)).Refusal.ShouldBeNull();
        (await account.ChangeKey(third, second)).Refusal.ShouldBeNull();
        var refused = await account.ChangeKey(fourth, third);

        IsRateLimited(refused.Refusal, "account's key");
    }

    private static void IsRateLimited(Refusal? refusal, string limit)
    {
        refusal!.Code.ShouldBe(RefusalCode.RateLimited);
        refusal.RetryAfter!.Value.ShouldBeGreaterThan(TimeSpan.Zero);
        refusal.Detail.ShouldContain(limit);
    }

    private Task<string> NewServer(string limits, string use = "optional") => Grains.NewServer(use, $$""","limits":{{{limits}}}""");

    private async Task<AcmeServer> Find(string server) => (await cluster.Cluster.Service<AcmeServers>().Find(server, Token)).Value!;

    private Task<Refusal?> Check(AcmeServer server, string account, SubjectName name) => Limits.CheckFailures(server, account, name, Token).AsTask();

    private async Task<string> Bound(string server, Ucm.Grains.Interfaces.Acme.ExternalAccounts.ExternalAccountKeyWithSecret key)
    {
        using var account = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        return (await Grains.NewAccount(server, account, key.Bind(account))).Value!.Account.Id;
    }
}
