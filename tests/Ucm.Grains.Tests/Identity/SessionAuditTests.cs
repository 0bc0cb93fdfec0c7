using System.Text.Json;
using Ucm.Grains.Interfaces;
using Ucm.Grains.Interfaces.Identity;

namespace Ucm.Grains.Tests.Identity;

/// <summary>What a frontend says about a session is data in the audit, never its structure.</summary>
[Trait("needs", "server")]
public sealed class SessionAuditTests(IdentityCluster cluster) : IClassFixture<IdentityCluster>
{
    private static CancellationToken None => TestContext.Current.CancellationToken;

    [Fact]
    public async Task End_ReasonWithQuotes_StaysOneMemberOfTheDetail()
    {
        const string Reason = """over","by":"somebody else""";
        var user = await cluster.CreateUser();
        var signedIn = (await cluster.SignIn(user.Value)).Value!;

        await cluster.Grains.Session(signedIn.Session.Id).End(Reason, Caller.System("test"), None);

        using var detail = JsonDocument.Parse(await Detail("session.end", user));
        detail.RootElement.EnumerateObject().ShouldHaveSingleItem().Value.GetString().ShouldBe(Reason);
    }

    [Fact]
    public async Task SignInAndRefresh_Details_AreJson()
    {
        var user = await cluster.CreateUser();
        var signedIn = (await cluster.SignIn(user.Value)).Value!;

        await cluster.Grains.SignIn().Refresh(signedIn.RefreshToken!, null, None);

        (await Detail("session.open", user)).ShouldBe("""{"kind":"api","methods":"pwd"}""");
        (await Detail("refresh-token.rotate", user)).ShouldBe("""{"generation":"2"}""");
    }

    private async Task<string> Detail(string action, UserName user) =>
        (await cluster.Audit.List(cursor: null, 200, None)).Items.First(row => row.Action == action && row.Target == $"user:{user}").Detail;
}
