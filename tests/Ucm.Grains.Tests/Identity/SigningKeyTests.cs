using Ucm.Grains.Interfaces;
using Ucm.Grains.Interfaces.Identity;
using Ucm.Grains.Interfaces.Outcomes;
using Ucm.TestHosting;

namespace Ucm.Grains.Tests.Identity;

/// <summary>The keys of access tokens change by schedule and on demand, and no token that is in use is lost by the former.</summary>
[Trait("needs", "server")]
public sealed class SigningKeyTests(IdentityCluster cluster) : IClassFixture<IdentityCluster>
{
    private static readonly Caller Admin = new(CallerKind.User, "root", [Permission.All]);

    private static CancellationToken None => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Rotate_OnDemand_NewKeyIsPublishedThenSignsAndTheOldOneGoesWithItsTokens()
    {
        var before = await Rested();

        var rotated = await Rotate(revoke: false);
        var soon = await cluster.Grains.TokenKeys().Rotate(new RotateTokenKeysCommand(false, Admin), None);
        var stillOld = await KidOfAToken();
        cluster.Clock.Advance(TimeSpan.FromSeconds(11));
        var kid = await Eventually.Get(KidOfAToken, kid => kid != before);
        var published = await Published();
        cluster.Clock.Advance(TimeSpan.FromHours(2));
        var later = await Eventually.Get(Published, static kids => kids.Length == 1);

        rotated.Value!.Keys[0].Id.ShouldBe(kid);
        soon.Refusal!.Code.ShouldBe(RefusalCode.Conflict);
        stillOld.ShouldBe(before);
        published.ShouldBe([kid, before]);
        later.ShouldBe([kid]);
    }

    [Fact]
    public async Task Rotate_WithRevoke_TheOldKeyVerifiesNothingAtOnce()
    {
        var before = await Rested();

        var rotated = await Rotate(revoke: true);

        rotated.Value!.Keys.ShouldHaveSingleItem().Id.ShouldNotBe(before);
        var id = rotated.Value.Keys[0].Id;
        (await Eventually.Get(Published, kids => kids.Contains(id))).ShouldBe([id]);
        (await Eventually.Get(KidOfAToken, kid => kid != before)).ShouldBe(rotated.Value.Keys[0].Id);
    }

    [Fact]
    public async Task Sign_AfterTheKeysLifetime_ANewKeySigns()
    {
        var before = await Rested();

        cluster.Clock.Advance(TimeSpan.FromDays(91));
        await Eventually.Get(Published, static kids => kids.Length == 2);
        cluster.Clock.Advance(TimeSpan.FromSeconds(11));

        (await Eventually.Get(KidOfAToken, kid => kid != before)).ShouldNotBe(before);
    }

    [Fact]
    public async Task Rotate_WithoutThePermission_Forbidden()
    {
        var caller = new Caller(CallerKind.User, "ann", [Permission.UsersRead]);

        (await cluster.Grains.TokenKeys().Rotate(new RotateTokenKeysCommand(true, caller), None)).Refusal!.Code.ShouldBe(RefusalCode.Forbidden);
        (await cluster.Grains.TokenKeys().List(caller with { Permissions = [] }, None)).Refusal!.Code.ShouldBe(RefusalCode.Forbidden);
    }

    /// <summary>The key that signs, when the last change is long enough ago for another one.</summary>
    private async Task<string> Rested()
    {
        // The first question makes the first key.
        await Published();
        cluster.Clock.Advance(TimeSpan.FromHours(3));
        await Eventually.Get(Published, static kids => kids.Length == 1);
        return await KidOfAToken();
    }

    private Task<Outcome<TokenKeyRing>> Rotate(bool revoke) => cluster.Grains.TokenKeys().Rotate(new RotateTokenKeysCommand(revoke, Admin), None);

    private async Task<string[]> Published() => [.. (await cluster.Grains.TokenKeys().Get(None)).Keys.Select(static key => key.Id)];

    private async Task<string> KidOfAToken()
    {
        var user = await cluster.CreateUser();
        var token = (await cluster.SignIn(user.Value)).Value!.AccessToken!.Value;
        using var header = System.Text.Json.JsonDocument.Parse(System.Buffers.Text.Base64Url.DecodeFromChars(token.Split('.')[0]));
        return header.RootElement.GetProperty("kid").GetString()!;
    }
}
