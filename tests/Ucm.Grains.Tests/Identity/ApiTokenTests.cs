using System.Globalization;
using Ucm.Grains.Identity.Tokens;
using Ucm.Grains.Interfaces;
using Ucm.Grains.Interfaces.Identity;
using Ucm.Grains.Interfaces.Outcomes;

namespace Ucm.Grains.Tests.Identity;

/// <summary>API tokens: what they give, and what ends them.</summary>
[Trait("needs", "server")]
public sealed class ApiTokenTests(IdentityCluster cluster) : IClassFixture<IdentityCluster>
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Check_OfALivingToken_GivesWhatItAndItsUserBothHave()
    {
        var (id, secret, name) = await Make(
            """[{"permission":"certificates:read"},{"permission":"certificates:issue","profiles":["tls-server"]}]""", Roles.Operator);

        var session = (await cluster.Grains.ApiToken(id).Check(secret, Token)).Value!;

        session.CallerName.ShouldBe($"{name}/ci");
        session.Permissions.ShouldBe([Permission.CertificatesRead]);
        session.Grants.ShouldHaveSingleItem().Profiles.ShouldBe(["tls-server"]);
        (await cluster.Grains.ApiToken(id).Check(new SecretText(secret.Value[..^1] + (secret.Value[^1] == 'A' ? 'Q' : 'A')), Token)).Refusal!.Code
            .ShouldBe(RefusalCode.Unauthenticated);
    }

    [Fact]
    public async Task Check_AfterItsTime_IsRefused()
    {
        var (id, secret, _) = await Make("""[{"permission":"certificates:read"}]""", Roles.Viewer);

        cluster.Clock.Advance(TimeSpan.FromDays(31));

        (await cluster.Grains.ApiToken(id).Check(secret, Token)).Refusal!.Code.ShouldBe(RefusalCode.Unauthenticated);
    }

    [Fact]
    public async Task Revoke_ByAnother_IsRefusedAndByItsUserIsForEver()
    {
        var (id, secret, name) = await Make("""[{"permission":"certificates:read"}]""", Roles.Viewer);

        (await cluster.Grains.ApiToken(id).Revoke(new Caller(CallerKind.User, "other", []), Token)).Refusal!.Code.ShouldBe(RefusalCode.Forbidden);
        (await cluster.Grains.ApiToken(id).Revoke(new Caller(CallerKind.User, name, []), Token)).Refusal.ShouldBeNull();

        (await cluster.Grains.ApiToken(id).Check(secret, Token)).Refusal!.Code.ShouldBe(RefusalCode.Unauthenticated);
    }

    [Fact]
    public async Task Check_OfAnInventedToken_LeavesNoState()
    {
        var id = ApiId();

        (await cluster.Grains.ApiToken(id).Check(new SecretText(new string('A', 43)), Token)).Refusal!.Code.ShouldBe(RefusalCode.Unauthenticated);

        (await cluster.States.List<ApiTokenState>(ApiTokenState.Name, null, 500, Token)).ShouldNotContain(state => state.Key.Contains(id));
    }

    private static string ApiId() => System.Buffers.Text.Base64Url.EncodeToString(Guid.NewGuid().ToByteArray());

    private async Task<(string Id, SecretText Secret, string User)> Make(string grants, string role)
    {
        var user = await cluster.CreateUser(role);
        var caller = new Caller(CallerKind.User, user.Value, [.. Roles.PermissionsOf([role])]);
        var expires = cluster.Clock.GetUtcNow().AddDays(30).ToString("O", CultureInfo.InvariantCulture);
        var id = ApiId();
        var made = await cluster.Grains.ApiToken(id).Create(
            new CreateApiTokenCommand($$"""{"name":"ci","grants":{{grants}},"expires_at":"{{expires}}"}""", caller), Token);
        made.Refusal.ShouldBeNull();
        ApiTokenText.TryParse(made.Value!.Token.Value, out var parsed, out var secret).ShouldBeTrue();
        parsed.ShouldBe(id);
        return (id, secret!, user.Value);
    }
}
