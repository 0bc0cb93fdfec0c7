using System.Text;
using Ucm.Grains.Interfaces;
using Ucm.Grains.Interfaces.Acme.ExternalAccounts;
using Ucm.Grains.Interfaces.Identity;
using Ucm.Grains.Interfaces.Outcomes;
using Ucm.Pki.Jose;

namespace Ucm.Grains.Tests.Acme.ExternalAccounts;

/// <summary>External account keys as administrators make and change them.</summary>
[Trait("needs", "server")]
public sealed class ExternalAccountKeyTests(AcmeCluster cluster) : IClassFixture<AcmeCluster>
{
    private static readonly Caller Operator = new(CallerKind.User, "op", Roles.PermissionsOf([Roles.Operator]));

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private IGrainFactory Grains => cluster.Grains;

    [Fact]
    public async Task Create_AKey_TellsItsSecretOnce()
    {
        var kid = TestExternalAccounts.NewKid();
        var content = """{"name":"web fleet","server":"default","expires_at":"2030-01-31T13:00:00+01:00"}""";

        var created = await Grains.TryNewKey(content, kid);
        var again = await Grains.TryNewKey(content, kid);
        var read = await Grains.ExternalAccountKey(kid).Get(TestExternalAccounts.Admin, Token);

        created.Value!.Secret.Length.ShouldBe(32);
        again.Value!.Secret.ShouldBeEmpty();
        again.Value.Key.ShouldBe(created.Value.Key);
        read.Value.ShouldBe(created.Value.Key);
        read.Value!.Content.ShouldContain("2030-01-31T12:00:00Z");
        read.Value.Accounts.ShouldBe(0);
        created.Value.ToString().ShouldNotContain(Base64UrlText.Encode(created.Value.Secret.AsSpan()));
    }

    [Fact]
    public async Task Create_UnderAKidThatIsTaken_IsRefused()
    {
        var kid = TestExternalAccounts.NewKid();
        await Grains.TryNewKey("""{"name":"one","server":"default"}""", kid);

        var other = await Grains.TryNewKey("""{"name":"two","server":"default"}""", kid);

        other.Refusal!.Code.ShouldBe(RefusalCode.IdempotencyMismatch);
    }

    [Fact]
    public async Task Create_ThirtyTwoAtOnce_OneKeyAndOneSecret()
    {
        var kid = TestExternalAccounts.NewKid();

        var made = await Task.WhenAll(Enumerable.Range(0, 32).Select(_ => Grains.TryNewKey("""{"name":"one","server":"default"}""", kid)));

        made.ShouldAllBe(static one => one.Succeeded);
        made.Count(static one => !one.Value!.Secret.IsEmpty).ShouldBe(1);
    }

    [Theory]
    [InlineData("""{"server":"default"}""", "/name")]
    [InlineData("""{"name":" ","server":"default"}""", "/name")]
    [InlineData("""{"name":"a\u0000","server":"default"}""", "/name")]
    [InlineData("""{"name":"a"}""", "/server")]
    [InlineData("""{"name":"a","server":"no-such-server"}""", "/server")]
    [InlineData("""{"name":"a","server":"../x"}""", "/server")]
    [InlineData("""{"name":"a","server":"default","colour":"red"}""", "/colour")]
    [InlineData("""{"name":"a","server":"default","profiles":[]}""", "/profiles")]
    [InlineData("""{"name":"a","server":"default","profiles":["tls-server","ocsp-signing"]}""", "/profiles/1")]
    [InlineData("""{"name":"a","server":"default","profiles":"tls-server"}""", "/profiles")]
    [InlineData("""{"name":"a","server":"tls-server-short","profiles":["tls-server"]}""", "/profiles/0")]
    [InlineData("""{"name":"a","server":"default","maximum_accounts":0}""", "/maximum_accounts")]
    [InlineData("""{"name":"a","server":"default","maximum_accounts":1.5}""", "/maximum_accounts")]
    [InlineData("""{"name":"a","server":"default","expires_at":"tomorrow"}""", "/expires_at")]
    [InlineData("""{"name":"a","server":"default","expires_at":"2030-01-31T12:00:00"}""", "/expires_at")]
    [InlineData("""{"name":"a","server":"default","expires_at":5}""", "/expires_at")]
    [InlineData("""{"name":"a","server":"default","identifiers":{}}""", "/identifiers")]
    [InlineData("""{"name":"a","server":"default","identifiers":{"dns_suffixes":["*"]}}""", "/identifiers/dns_suffixes/0")]
    [InlineData("""{"name":"a","server":"default","identifiers":{"dns_suffixes":["ok.example",".example.com"]}}""", "/identifiers/dns_suffixes/1")]
    [InlineData("""{"name":"a","server":"default","identifiers":{"dns_suffixes":["*.example.com"]}}""", "/identifiers/dns_suffixes/0")]
    [InlineData("""{"name":"a","server":"default","identifiers":{"networks":["10.0.0.0/33"]}}""", "/identifiers/networks/0")]
    [InlineData("""{"name":"a","server":"default","prevalidated":true}""", "/identifiers")]
    [InlineData("""{"name":"a","server":"default","prevalidated":true,"identifiers":{"dns_suffixes":[""]}}""", "/identifiers/dns_suffixes/0")]
    [InlineData("""{"name":"a","server":"default","prevalidated":true,"identifiers":{"networks":["::/0"]}}""", "/identifiers/networks/0")]
    public async Task Create_OfAFaultyDocument_NamesTheField(string content, string pointer)
    {
        var made = await Grains.TryNewKey(content);

        made.Refusal!.Code.ShouldBe(RefusalCode.Malformed);
        made.Refusal.Parts.ShouldContain(part => part.Name == pointer, made.Refusal.Detail);
    }

    [Theory]
    [InlineData("")]
    [InlineData("[]")]
    [InlineData("""{"name":"a","name":"b","server":"default"}""")]
    public async Task Create_OfNoJsonObject_IsMalformed(string content) => (await Grains.TryNewKey(content)).Refusal!.Code.ShouldBe(RefusalCode.Malformed);

    [Theory]
    [InlineData("short")]
    [InlineData("0123456789ABCDEF0123456789ABCDEF")]
    public async Task Create_UnderAnOddKid_IsMalformed(string kid) =>
        (await Grains.TryNewKey("""{"name":"a","server":"default"}""", kid)).Refusal!.Code.ShouldBe(RefusalCode.Malformed);

    [Fact]
    public async Task Change_OfSomeRules_KeepsTheOthersAndCountsTheVersion()
    {
        var key = (await Grains.NewKey("default", ""","maximum_accounts":3""")).Key;
        var grain = Grains.ExternalAccountKey(key.Kid);

        var changed = await grain.Change(
            new ChangeExternalAccountKeyCommand("""{"profiles":["tls-server"]}""", key.Version, TestExternalAccounts.Admin), Token);
        var stale = await grain.Change(new ChangeExternalAccountKeyCommand("""{"profiles":null}""", key.Version, TestExternalAccounts.Admin), Token);
        var same = await grain.Change(new ChangeExternalAccountKeyCommand("{}", null, TestExternalAccounts.Admin), Token);

        changed.Value!.Version.ShouldBe(2);
        changed.Value.Content.ShouldContain("\"maximum_accounts\":3");
        changed.Value.Content.ShouldContain("tls-server");
        stale.Refusal!.Code.ShouldBe(RefusalCode.StaleVersion);
        same.Value!.Version.ShouldBe(2);
    }

    [Fact]
    public async Task List_OfAServer_ShowsItsKeysWithTheirAccountsAndNoSecret()
    {
        var server = await Grains.NewServer();
        var key = await Grains.NewKey(server);
        await Grains.ExternalAccountKey(key.Key.Kid).SetStatus(
            new SetExternalAccountKeyStatusCommand(ExternalAccountKeyStatus.Disabled, null, TestExternalAccounts.Admin), Token);

        var all = await Grains.ExternalAccounts().List(new ListExternalAccountKeysQuery(server, null, null, null, 10, TestExternalAccounts.Admin), Token);
        var enabled = await Grains.ExternalAccounts().List(
            new ListExternalAccountKeysQuery(server, ExternalAccountKeyStatus.Enabled, null, null, 10, TestExternalAccounts.Admin), Token);

        all.Value!.Keys.Single().Kid.ShouldBe(key.Key.Kid);
        all.Value.Keys[0].Status.ShouldBe(ExternalAccountKeyStatus.Disabled);
        all.Value.Next.ShouldBeNull();
        enabled.Value!.Keys.ShouldBeEmpty();
    }

    [Fact]
    public async Task Methods_WithoutThePermission_AreForbidden()
    {
        var key = (await Grains.NewKey("default")).Key;
        var grain = Grains.ExternalAccountKey(key.Kid);

        RefusalCode?[] codes =
        [
            (await Grains.ExternalAccountKey(TestExternalAccounts.NewKid()).Create(new CreateExternalAccountKeyCommand("{}", Operator), Token)).Refusal?.Code,
            (await grain.Change(new ChangeExternalAccountKeyCommand("{}", null, Operator), Token)).Refusal?.Code,
            (await grain.Rotate(new RotateExternalAccountKeyCommand(null, Operator), Token)).Refusal?.Code,
            (await grain.SetStatus(new SetExternalAccountKeyStatusCommand(ExternalAccountKeyStatus.Disabled, null, Operator), Token)).Refusal?.Code,
            (await grain.Get(Operator with { Permissions = [] }, Token)).Refusal?.Code,
            (await Grains.ExternalAccounts().List(
                new ListExternalAccountKeysQuery(null, null, null, null, 10, Operator with { Permissions = [] }), Token)).Refusal?.Code,
        ];

        codes.ShouldAllBe(static code => code == RefusalCode.Forbidden);
        (await grain.Get(Operator, Token)).Succeeded.ShouldBeTrue();
    }

    [Fact]
    public async Task Methods_OfAnUnknownKid_AreNotFound()
    {
        var grain = Grains.ExternalAccountKey(TestExternalAccounts.NewKid());

        (await grain.Get(TestExternalAccounts.Admin, Token)).Refusal!.Code.ShouldBe(RefusalCode.NotFound);
        (await grain.Look(Token)).Refusal!.Code.ShouldBe(RefusalCode.NotFound);
        (await grain.Rotate(new RotateExternalAccountKeyCommand(null, TestExternalAccounts.Admin), Token)).Refusal!.Code.ShouldBe(RefusalCode.NotFound);
    }

    /// <summary>Law 6.</summary>
    [Fact]
    public async Task Secret_OfAKey_StandsNowhereInTheDatabase()
    {
        var key = await Grains.NewKey("default");
        var rotated = await Grains.ExternalAccountKey(key.Key.Kid).Rotate(new RotateExternalAccountKeyCommand(null, TestExternalAccounts.Admin), Token);

        foreach (var secret in new[] { key.Secret, rotated.Value!.Secret })
        {
            foreach (var form in new[]
            {
                [.. secret],
                Encoding.ASCII.GetBytes(Base64UrlText.Encode(secret.AsSpan())),
                Encoding.ASCII.GetBytes(Convert.ToBase64String(secret.AsSpan())),
            })
            {
                foreach (var file in Directory.EnumerateFiles(cluster.Cluster.Folder, "ucm.db*"))
                {
                    using var stream = new FileStream(file, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
                    var content = new byte[stream.Length];
                    await stream.ReadExactlyAsync(content, Token);
                    content.AsSpan().IndexOf(form).ShouldBe(-1, file);
                }
            }
        }
    }
}
