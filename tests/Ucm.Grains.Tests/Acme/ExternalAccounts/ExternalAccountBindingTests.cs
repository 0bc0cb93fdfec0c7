using System.Security.Cryptography;
using Ucm.Grains.Interfaces;
using Ucm.Grains.Interfaces.Acme;
using Ucm.Grains.Interfaces.Acme.ExternalAccounts;
using Ucm.Grains.Interfaces.Outcomes;

namespace Ucm.Grains.Tests.Acme.ExternalAccounts;

/// <summary>RFC 8555 §7.3.4: what binds an account, and what does not.</summary>
[Trait("needs", "server")]
public sealed class ExternalAccountBindingTests(AcmeCluster cluster) : IClassFixture<AcmeCluster>
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private IGrainFactory Grains => cluster.Grains;

    [Theory]
    [InlineData("HS256")]
    [InlineData("HS384")]
    [InlineData("HS512")]
    public async Task NewAccount_WithAGoodBinding_IsBound(string algorithm)
    {
        var server = await Grains.NewServer();
        var key = await Grains.NewKey(server);
        using var account = NewAccountKey();

        var made = await Grains.NewAccount(server, account, key.Bind(account, algorithm));

        made.Value!.Created.ShouldBeTrue();
        made.Value.Account.ExternalAccount.ShouldBe(key.Key.Kid);
        (await Grains.ExternalAccountKey(key.Key.Kid).Get(TestExternalAccounts.Admin, Token)).Value!.Accounts.ShouldBe(1);
    }

    [Fact]
    public async Task NewAccount_WithoutABinding_RequiredWhereItIs()
    {
        using var account = NewAccountKey();

        (await Grains.NewAccount(await Grains.NewServer(), account, null)).Refusal!.Code.ShouldBe(RefusalCode.ExternalAccountRequired);
        (await Grains.NewAccount(await Grains.NewServer("optional"), account, null)).Value!.Account.ExternalAccount.ShouldBeNull();
    }

    [Fact]
    public async Task NewAccount_AtAServerWithoutExternalAccounts_IgnoresWhateverIsSent()
    {
        var server = await Grains.NewServer("off");
        using var account = NewAccountKey();

        var made = await Grains.NewAccount(server, account, "no JSON at all");

        made.Value!.Account.ExternalAccount.ShouldBeNull();
    }

    [Theory]
    [InlineData("required")]
    [InlineData("optional")]
    public async Task NewAccount_WithTheWrongKeyOrAnUnknownKid_IsToldTheSame(string use)
    {
        var server = await Grains.NewServer(use);
        var key = await Grains.NewKey(server);
        using var account = NewAccountKey();
        var wrong = key with { Secret = [.. RandomNumberGenerator.GetBytes(32)] };
        var unknown = key with { Key = key.Key with { Kid = TestExternalAccounts.NewKid() } };
        var odd = key with { Key = key.Key with { Kid = "../../etc" } };

        var refusals = new[]
        {
            (await Grains.NewAccount(server, account, wrong.Bind(account))).Refusal!,
            (await Grains.NewAccount(server, account, unknown.Bind(account))).Refusal!,
            (await Grains.NewAccount(server, account, odd.Bind(account))).Refusal!,
        };

        refusals.ShouldAllBe(static refusal => refusal.Code == RefusalCode.Forbidden);
        refusals.Select(static refusal => refusal.Detail).Distinct().Count().ShouldBe(1);
        (await Find(account)).Refusal!.Code.ShouldBe(RefusalCode.AccountDoesNotExist);
    }

    [Theory]
    [InlineData("none", RefusalCode.BadSignatureAlgorithm)]
    [InlineData("ES256", RefusalCode.BadSignatureAlgorithm)]
    public async Task NewAccount_WithAnotherAlgorithm_IsRefusedAsSuch(string algorithm, RefusalCode code)
    {
        var server = await Grains.NewServer();
        var key = await Grains.NewKey(server);
        using var account = NewAccountKey();

        (await Grains.NewAccount(server, account, key.Bind(account, algorithm))).Refusal!.Code.ShouldBe(code);
    }

    [Fact]
    public async Task NewAccount_WithABindingOfAnotherForm_IsMalformedAndSaysHow()
    {
        var server = await Grains.NewServer();
        var key = await Grains.NewKey(server);
        using var account = NewAccountKey();
        using var other = NewAccountKey();

        var replayed = await Grains.NewAccount(server, account, key.Bind(other));
        var otherUrl = await Grains.NewAccount(server, account, key.Bind(account, url: "https://ca.test:8443/acme/other/new-account"));
        var nonce = await Grains.NewAccount(server, account, key.Bind(account, further: ",\"nonce\":\"AAAA\""));
        var text = await Grains.NewAccount(server, account, "\"text\"");
        var large = await Grains.NewAccount(server, account, key.Bind(account, further: $",\"x\":\"{new string('a', 20_000)}\""));

        (Outcome<FoundAcmeAccount> Answer, string Word)[] wanted =
            [(replayed, "key of this account"), (otherUrl, "url"), (nonce, "nonce"), (text, "externalAccountBinding"), (large, "longer")];
        foreach (var (answer, word) in wanted)
        {
            answer.Refusal!.Code.ShouldBe(RefusalCode.Malformed);
            answer.Refusal.Detail.ShouldContain(word);
        }
    }

    [Fact]
    public async Task NewAccount_WithAKeyThatMayNotBeUsed_IsForbiddenAndSaysWhy()
    {
        var server = await Grains.NewServer();
        var elsewhere = await Grains.NewKey(await Grains.NewServer());
        var expired = await Grains.NewKey(server, ",\"expires_at\":\"2020-01-01T00:00:00Z\"");
        var disabled = await Grains.NewKey(server);
        await Grains.ExternalAccountKey(disabled.Key.Kid).SetStatus(
            new SetExternalAccountKeyStatusCommand(ExternalAccountKeyStatus.Disabled, null, TestExternalAccounts.Admin), Token);

        foreach (var (key, word) in new[] { (elsewhere, "another ACME server"), (expired, "expired"), (disabled, "disabled") })
        {
            using var account = NewAccountKey();
            var refused = await Grains.NewAccount(server, account, key.Bind(account));
            refused.Refusal!.Code.ShouldBe(RefusalCode.Forbidden);
            refused.Refusal.Detail.ShouldContain(word);
        }
    }

    [Fact]
    public async Task Rotate_AKey_VoidsTheOldSecretAtOnceAndKeepsTheAccounts()
    {
        var server = await Grains.NewServer();
        var key = await Grains.NewKey(server);
        using var first = NewAccountKey();
        using var second = NewAccountKey();
        await Grains.NewAccount(server, first, key.Bind(first));

        var rotated = await Grains.ExternalAccountKey(key.Key.Kid).Rotate(new RotateExternalAccountKeyCommand(null, TestExternalAccounts.Admin), Token);

        (await Grains.NewAccount(server, second, key.Bind(second))).Refusal!.Code.ShouldBe(RefusalCode.Forbidden);
        (await Grains.NewAccount(server, second, rotated.Value!.Bind(second))).Value!.Created.ShouldBeTrue();
        (await Find(first)).Value!.Account.ExternalAccount.ShouldBe(key.Key.Kid);
        rotated.Value!.Secret.ShouldNotBe(key.Secret);
        (await Grains.ExternalAccountKey(key.Key.Kid).Get(TestExternalAccounts.Admin, Token)).Value!.Accounts.ShouldBe(2);
    }

    [Fact]
    public async Task NewAccount_ThirtyTwoAtOnceOfAKeyForThree_ThreeAreBound()
    {
        var server = await Grains.NewServer();
        var key = await Grains.NewKey(server, ",\"maximum_accounts\":3");
        var accounts = Enumerable.Range(0, 32).Select(static _ => NewAccountKey()).ToList();

        var made = await Task.WhenAll(accounts.Select(account => Grains.NewAccount(server, account, key.Bind(account))));

        made.Count(static one => one.Succeeded).ShouldBe(3);
        made.Where(static one => !one.Succeeded).ShouldAllBe(static one => one.Refusal!.Code == RefusalCode.Forbidden);
        (await Grains.ExternalAccountKey(key.Key.Kid).Get(TestExternalAccounts.Admin, Token)).Value!.Accounts.ShouldBe(3);
        accounts.ForEach(static account => account.Dispose());
    }

    [Fact]
    public async Task NewAccount_OfAnAccountWithoutOne_IsBoundByAGoodBindingAndKeepsIt()
    {
        var server = await Grains.NewServer("optional");
        var (first, second) = (await Grains.NewKey(server), await Grains.NewKey(server));
        using var account = NewAccountKey();
        var id = (await Grains.NewAccount(server, account, null)).Value!.Account.Id;

        var bound = await Grains.NewAccount(server, account, first.Bind(account));
        var again = await Grains.NewAccount(server, account, second.Bind(account));
        var wrong = await Grains.NewAccount(server, account, "{}");

        bound.Value!.Created.ShouldBeFalse();
        bound.Value.Account.Id.ShouldBe(id);
        bound.Value.Account.ExternalAccount.ShouldBe(first.Key.Kid);
        again.Value!.Account.ExternalAccount.ShouldBe(first.Key.Kid);
        wrong.Value!.Account.ExternalAccount.ShouldBe(first.Key.Kid);
        (await Grains.ExternalAccountKey(second.Key.Kid).Get(TestExternalAccounts.Admin, Token)).Value!.Accounts.ShouldBe(0);
    }

    [Fact]
    public async Task NewAccount_OfAnAccountWithoutOneAndAWrongBinding_IsRefused()
    {
        var server = await Grains.NewServer("optional");
        var key = await Grains.NewKey(server) with { Secret = [.. new byte[32]] };
        using var account = NewAccountKey();
        await Grains.NewAccount(server, account, null);

        (await Grains.NewAccount(server, account, key.Bind(account))).Refusal!.Code.ShouldBe(RefusalCode.Forbidden);
    }

    private static ECDsa NewAccountKey() => ECDsa.Create(ECCurve.NamedCurves.nistP256);

    private Task<Outcome<FoundAcmeAccount>> Find(ECDsa account) => TestAccount.FindOrCreate(Grains, account, onlyReturnExisting: true);
}
