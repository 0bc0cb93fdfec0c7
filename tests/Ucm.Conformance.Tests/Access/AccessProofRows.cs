using Shouldly;
using Ucm.Conformance.Tests.Admin.Factors;
using Ucm.Conformance.Tests.Hosting;

namespace Ucm.Conformance.Tests.Access;

/// <summary>Roles that ask for a second factor; oathtool makes the codes.</summary>
public abstract class AccessProofRows : AccessRows
{
    [Fact]
    public async Task Role_AsksForASecondFactor_CountsAtTheOtherEntryAtOnceWhenOneIsShown()
    {
        using var admin = await SignIn(0);
        var body = $$$"""{"name":"{{{name}}}","grants":[{"permission":"users:read"}],"proof":{"second_factor":true}}""";
        (await admin.Send(HttpMethod.Post, "/api/roles", body)).Status.ShouldBe(201);
        await Create(admin, name);
        using var user = await RestClient.SignIn(Open(0), Password, name);
        using var elsewhere = WithToken(1, user.Http.DefaultRequestHeaders.Authorization!.Parameter!);
        var (secret, _) = await user.Http.EnrolTotp();

        var before = await elsewhere.Get("/api/users");
        var password = await user.Send(HttpMethod.Post, "/api/auth/proof", $$"""{"password":"{{Password}}"}""");
        var wrong = await user.Send(HttpMethod.Post, "/api/auth/proof", """{"totp":"000000"}""");
        var unknown = await user.Send(HttpMethod.Post, "/api/auth/proof", """{"otp":"000000"}""");
        var proven = await elsewhere.Send(HttpMethod.Post, "/api/auth/proof", $$"""{"totp":"{{await OathTool.Code(secret, steps: 1)}}"}""");
        var after = await elsewhere.Get("/api/users");

        before.Status.ShouldBe(403);
        ((string)before.Body["code"]!).ShouldBe("proof_required");
        password.Status.ShouldBe(400);
        wrong.Status.ShouldBe(401);
        unknown.Status.ShouldBe(400);
        ((string)unknown.Body["detail"]!).ShouldContain("otp");
        proven.Status.ShouldBe(204, proven.Body.ToJsonString());
        after.Status.ShouldBe(200, after.Body.ToJsonString());
        var (status, me) = await elsewhere.Get("/api/me");
        status.ShouldBe(200, me.ToJsonString());
        me["permissions"]!.ToJsonString().ShouldBe("""["users:read"]""");
        me["after_proof"]!.AsArray().ShouldBeEmpty();
        (await elsewhere.Get($"/api/roles/{name}")).Body["proof"]!.ToJsonString().ShouldBe("""{"second_factor":true}""");
    }
}
