using System.Collections.Concurrent;
using System.Globalization;
using System.Net.Http.Headers;
using System.Text.Json.Nodes;
using Shouldly;
using Ucm.Conformance.Tests.Hosting;
using Ucm.TestHosting;

namespace Ucm.Conformance.Tests.Access;

/// <summary>Users, roles, groups, sessions and API tokens over REST: made at one entry, used at another.</summary>
public abstract class AccessRows
{
    private protected const string Password = "three purple submarines";
    private const string OtherPassword = "nine orange helicopters";
    private static readonly TimeSpan Soon = TimeSpan.FromSeconds(10);

    // Each sign-in costs a slow hash; the administrator's session is the same for all rows of a class.
    private static readonly ConcurrentDictionary<Type, string> AdminTokens = new();

    private protected readonly string name = $"u{Guid.NewGuid():n}"[..16];

    /// <summary>An entry that nobody has signed in at: where things are changed (0) and where they are used (1).</summary>
    private protected abstract HttpClient Open(int entry);

    private protected abstract string AdminPassword { get; }

    [Fact]
    public async Task User_MadeAtOneEntry_SignsInAtTheOtherAndMayWhatTheRoleSays()
    {
        using var admin = await SignIn(0);
        var created = await admin.Send(HttpMethod.Post, "/api/users", $$"""
            {"username":"{{name}}","display_name":"Ann Example","email":"ann@example.org","time_zone":"Europe/Zurich","roles":["viewer"],
             "password":"{{Password}}","must_change_password":false}
            """);

        using var user = await RestClient.SignIn(Open(1), Password, name);

        created.Status.ShouldBe(201, created.Body.ToJsonString());
        var me = (await user.Get("/api/me")).Body;
        ((string)me["username"]!).ShouldBe(name);
        ((string)me["email"]!).ShouldBe("ann@example.org");
        me["roles"]!.ToJsonString().ShouldBe("""["viewer"]""");
        (await user.Get("/api/certificates")).Status.ShouldBe(200);
        (await user.Get("/api/users")).Status.ShouldBe(403);
        (await user.Issue(new { profile = "tls-server", csr = RestClient.Csr("a.example.com") })).Status.ShouldBe(403);
        (await admin.Get($"/api/users?q={name}")).Body["items"]!.AsArray().ShouldHaveSingleItem()!["display_name"]!.ToString().ShouldBe("Ann Example");
    }

    [Fact]
    public async Task User_WithAFirstPassword_MustChangeItBeforeAnythingElse()
    {
        using var admin = await SignIn(0);
        await Create(admin, "operator", mustChange: true);
        using var user = await RestClient.SignIn(Open(1), Password, name);

        var before = await user.Get("/api/certificates");
        var changed = await user.Send(HttpMethod.Post, "/api/auth/password", $$"""{"current_password":"{{Password}}","new_password":"{{OtherPassword}}"}""");

        before.Status.ShouldBe(403);
        ((string)before.Body["detail"]!).ShouldContain("Change your password");
        changed.Status.ShouldBe(204, changed.Body.ToJsonString());
        using var again = await RestClient.SignIn(Open(0), OtherPassword, name);
        (await again.Get("/api/certificates")).Status.ShouldBe(200);
    }

    [Fact]
    public async Task User_Invited_SetsAPasswordOnceByTheLink()
    {
        using var admin = await SignIn(0);
        var created = await admin.Send(HttpMethod.Post, "/api/users", $$"""{"username":"{{name}}","roles":["viewer"],"invite":true}""");
        var url = (string)created.Body["invitation"]!["url"]!;
        var body = $$"""{"username":"{{name}}","invitation":"{{url.Split('#')[1]}}","password":"{{OtherPassword}}"}""";
        using var stranger = new RestClient(Open(1));

        var accepted = await stranger.Send(HttpMethod.Post, "/api/auth/invitation", body);
        var again = await stranger.Send(HttpMethod.Post, "/api/auth/invitation", body);

        accepted.Status.ShouldBe(204, accepted.Body.ToJsonString());
        again.Status.ShouldBe(401);
        using var user = await RestClient.SignIn(Open(0), OtherPassword, name);
        user.IsSignedIn.ShouldBeTrue();
    }

    [Theory]
    [InlineData("""{"disabled":true}""")]
    [InlineData("""{"roles":["auditor"]}""")]
    public async Task User_DisabledOrOfOtherRoles_IsOutAtTheOtherEntryWithinASecond(string change)
    {
        using var admin = await SignIn(0);
        await Create(admin, "viewer");
        using var user = await RestClient.SignIn(Open(1), Password, name);
        (await user.Get("/api/certificates")).Status.ShouldBe(200);

        var changed = await admin.Send(HttpMethod.Patch, $"/api/users/{name}", change);

        changed.Status.ShouldBe(200, changed.Body.ToJsonString());
        (await Eventually.Get(() => user.Get("/api/certificates"), static answer => answer.Status != 200, Soon)).Status.ShouldBe(401);
    }

    [Fact]
    public async Task User_Deleted_IsOutAndAnotherOfTheNameIsAnother()
    {
        using var admin = await SignIn(0);
        await Create(admin, "viewer");
        using var user = await RestClient.SignIn(Open(1), Password, name);
        var token = await MakeToken(user, """[{"permission":"certificates:read"}]""");

        (await admin.Send(HttpMethod.Delete, $"/api/users/{name}")).Status.ShouldBe(204);
        await Create(admin, "viewer");

        (await Eventually.Get(() => user.Get("/api/me"), static answer => answer.Status != 200, Soon)).Status.ShouldBe(401);
        using var old = WithToken(1, token);
        (await old.Get("/api/certificates")).Status.ShouldBe(401);
    }

    [Theory]
    [InlineData("""{"roles":["nobody-has-this"]}""", "/roles/0")]
    [InlineData("""{"email":"not an address"}""", "/email")]
    [InlineData("""{"time_zone":"Moon/Base"}""", "/time_zone")]
    [InlineData("""{"provider":"ldap"}""", "/provider")]
    [InlineData("""{"admin":true}""", "/admin")]
    public async Task User_ChangedBadly_NamesTheFieldAndChangesNothing(string change, string pointer)
    {
        using var admin = await SignIn(0);
        await Create(admin, "viewer");

        var refused = await admin.Send(HttpMethod.Patch, $"/api/users/{name}", change);

        refused.Status.ShouldBe(400, refused.Body.ToJsonString());
        refused.Body["errors"]!.AsArray().ShouldHaveSingleItem()!["pointer"]!.ToString().ShouldBe(pointer);
        (await admin.Get($"/api/users/{name}")).Body["version"]!.GetValue<long>().ShouldBe(1);
    }

    [Fact]
    public async Task LastAdministrator_CannotLeave()
    {
        using var admin = await SignIn(0);

        var demoted = await admin.Send(HttpMethod.Patch, "/api/users/admin", """{"roles":["viewer"]}""");
        var deleted = await admin.Send(HttpMethod.Delete, "/api/users/admin");

        demoted.Status.ShouldBe(409, demoted.Body.ToJsonString());
        ((string)demoted.Body["detail"]!).ShouldContain("last administrator");
        deleted.Status.ShouldBe(409);
    }

    [Fact]
    public async Task Role_LimitedToAProfile_IssuesByItAloneAndSeesItsOwn()
    {
        using var admin = await SignIn(0);
        var role = await admin.Send(HttpMethod.Post, "/api/roles", $$"""
            {"name":"{{name}}","description":"Web team","grants":[
              {"permission":"certificates:issue","authorities":["issuing"],"profiles":["tls-server"]},
              {"permission":"certificates:read","own":true},{"permission":"certificates:revoke","own":true}]}
            """);
        await Create(admin, name);
        using var user = await Eventually.Get(() => RestClient.SignIn(Open(1), Password, name), static client => client.IsSignedIn, Soon);
        var (foreign, _, _) = await admin.IssueFor("foreign.example.com");

        var (own, _, _) = await user.IssueFor("own.example.com");
        var other = await user.Issue(new { profile = "tls-client", csr = RestClient.Csr("own.example.com") });

        role.Status.ShouldBe(201, role.Body.ToJsonString());
        other.Status.ShouldBe(403);
        ((string)other.Body["detail"]!).ShouldContain("does not reach");
        (await user.Get("/api/certificates")).Body["items"]!.AsArray().ShouldHaveSingleItem()!["id"]!.ToString().ShouldBe(own);
        (await user.Get($"/api/certificates/{foreign}")).Status.ShouldBe(404);
        (await user.Revoke(foreign, "superseded")).Status.ShouldBe(404);
        (await user.Revoke(own, "superseded")).Status.ShouldBe(200);
    }

    [Fact]
    public async Task Group_GivesItsRolesAtTheOtherEntryWithinASecondAndTakesThem()
    {
        using var admin = await SignIn(0);
        await Create(admin, "viewer");
        using var user = await RestClient.SignIn(Open(1), Password, name);
        (await user.Get("/api/audit")).Status.ShouldBe(403);

        var made = await admin.Send(HttpMethod.Post, "/api/groups", $$"""{"name":"{{name}}","members":["{{name}}"],"roles":["auditor"]}""");

        made.Status.ShouldBe(201, made.Body.ToJsonString());
        (await Eventually.Get(() => user.Get("/api/audit"), static answer => answer.Status == 200, Soon)).Status.ShouldBe(200);
        (await admin.Send(HttpMethod.Post, $"/api/groups/{name}/disable")).Status.ShouldBe(200);
        (await Eventually.Get(() => user.Get("/api/audit"), static answer => answer.Status != 200, Soon)).Status.ShouldBe(403);
    }

    [Fact]
    public async Task ApiToken_MadeAtOneEntry_WorksAtTheOtherWithinItsGrantsUntilRevoked()
    {
        using var admin = await SignIn(0);
        await Create(admin, "operator");
        using var user = await RestClient.SignIn(Open(0), Password, name);
        var token = await MakeToken(user, """[{"permission":"certificates:issue","profiles":["tls-server"]},{"permission":"certificates:read","own":true}]""");
        using var script = WithToken(1, token);

        var (id, _, _) = await script.IssueFor("token.example.com");

        (await script.Get($"/api/certificates/{id}")).Body["requester"]!.ToString().ShouldBe($"apitoken:{name}/ci");
        (await script.Issue(new { profile = "tls-client", csr = RestClient.Csr("token.example.com") })).Status.ShouldBe(403);
        (await script.Revoke(id, "superseded")).Status.ShouldBe(403);
        (await script.Send(HttpMethod.Post, "/api/tokens", TokenBody("""[{"permission":"certificates:read"}]"""))).Status.ShouldBe(403);
        (await script.Send(HttpMethod.Post, "/api/auth/logout")).Status.ShouldBe(403);
        (await script.Send(HttpMethod.Post, "/api/auth/password", """{"current_password":"x","new_password":"y"}""")).Status.ShouldBe(403);
        (await script.Get("/api/me/totp")).Status.ShouldBe(403);
        (await script.Get("/api/me")).Body["token"]!.ToString().ShouldBe("ci");
        var listed = (await user.Get("/api/tokens")).Body["items"]!.AsArray().ShouldHaveSingleItem()!;
        listed.ToJsonString().ShouldNotContain(token);
        (await user.Send(HttpMethod.Delete, $"/api/tokens/{listed["id"]}")).Status.ShouldBe(204);
        (await Eventually.Get(() => script.Get("/api/certificates"), static answer => answer.Status != 200, Soon)).Status.ShouldBe(401);
    }

    [Fact]
    public async Task ApiToken_OfAUserWhoLosesTheRole_LosesItToo()
    {
        using var admin = await SignIn(0);
        await Create(admin, "operator");
        using var user = await RestClient.SignIn(Open(0), Password, name);
        using var script = WithToken(1, await MakeToken(user, """[{"permission":"certificates:issue"}]"""));
        await script.IssueFor("before.example.com");

        (await admin.Send(HttpMethod.Patch, $"/api/users/{name}", """{"roles":["viewer"]}""")).Status.ShouldBe(200);

        (await Eventually.Get(
            () => script.Issue(new { profile = "tls-server", csr = RestClient.Csr("after.example.com") }),
            static answer => answer.Status != 201,
            Soon)).Status.ShouldBe(403);
    }

    [Fact]
    public async Task ApiToken_AskedForMoreThanItsUserHas_IsRefused()
    {
        using var admin = await SignIn(0);
        await Create(admin, "viewer");
        using var user = await RestClient.SignIn(Open(1), Password, name);

        var refused = await user.Send(HttpMethod.Post, "/api/tokens", TokenBody("""[{"permission":"users:manage"}]"""));

        refused.Status.ShouldBe(403, refused.Body.ToJsonString());
        ((string)refused.Body["detail"]!).ShouldContain("you do not have it yourself");
    }

    [Fact]
    public async Task Escalation_ByRoleGroupOrPassword_IsRefused()
    {
        using var admin = await SignIn(0);
        (await admin.Send(
            HttpMethod.Post, "/api/roles", $$"""{"name":"{{name}}","grants":[{"permission":"users:read"},{"permission":"users:manage"}]}"""))
            .Status.ShouldBe(201);
        await Create(admin, name);
        using var manager = await RestClient.SignIn(Open(0), Password, name);

        (await manager.Send(HttpMethod.Patch, $"/api/users/{name}", """{"roles":["admin"]}""")).Status.ShouldBe(403);
        (await manager.Send(HttpMethod.Post, "/api/roles", $$"""{"name":"{{name}}-2","grants":[{"permission":"certificates:issue"}]}""")).Status.ShouldBe(403);
        (await manager.Send(HttpMethod.Post, "/api/groups", $$"""{"name":"{{name}}","members":["{{name}}"],"roles":["admin"]}""")).Status.ShouldBe(403);
        (await manager.Send(HttpMethod.Post, "/api/users/admin/password", $$"""{"password":"{{OtherPassword}}"}""")).Status.ShouldBe(403);
        (await manager.Send(HttpMethod.Post, "/api/users/admin/invitation")).Status.ShouldBe(403);
        (await manager.Send(HttpMethod.Post, "/api/users", $$"""{"username":"{{name}}-2","roles":["operator"],"password":"{{Password}}"}"""))
            .Status.ShouldBe(403);
        (await manager.Send(HttpMethod.Post, "/api/users", $$"""{"username":"{{name}}-3","roles":["{{name}}"],"password":"{{Password}}"}"""))
            .Status.ShouldBe(201);
    }

    [Fact]
    public async Task Sessions_AreListedAndEndedOneByOneOrAllAtOnce()
    {
        using var admin = await SignIn(0);
        await Create(admin, "viewer");
        using var first = await RestClient.SignIn(Open(0), Password, name);
        using var second = await RestClient.SignIn(Open(1), Password, name);
        using var third = await RestClient.SignIn(Open(1), Password, name);
        var listed = (await first.Get("/api/me/sessions")).Body["items"]!.AsArray();
        listed.Count.ShouldBe(3);
        listed.Count(static session => session!["current"]!.GetValue<bool>()).ShouldBe(1);
        var newest = listed[0]!["id"]!.ToString();

        (await first.Send(HttpMethod.Delete, $"/api/me/sessions/{newest}")).Status.ShouldBe(204);
        (await Eventually.Get(() => third.Get("/api/me"), static answer => answer.Status != 200, Soon)).Status.ShouldBe(401);
        (await second.Get("/api/me")).Status.ShouldBe(200);
        (await first.Send(HttpMethod.Delete, "/api/me/sessions")).Status.ShouldBe(204);

        (await Eventually.Get(() => second.Get("/api/me"), static answer => answer.Status != 200, Soon)).Status.ShouldBe(401);
        (await first.Get("/api/me")).Status.ShouldBe(200);
        (await admin.Get($"/api/users/{name}/sessions")).Body["items"]!.AsArray().Count.ShouldBe(1);
        (await admin.Send(HttpMethod.Delete, $"/api/users/{name}/sessions")).Status.ShouldBe(204);
        (await Eventually.Get(() => first.Get("/api/me"), static answer => answer.Status != 200, Soon)).Status.ShouldBe(401);
    }

    private protected async Task<RestClient> SignIn(int entry)
    {
        if (!AdminTokens.TryGetValue(GetType(), out var token))
        {
            using var admin = await RestClient.SignIn(Open(entry), AdminPassword);
            token = AdminTokens[GetType()] = admin.Http.DefaultRequestHeaders.Authorization!.Parameter!;
        }

        return WithToken(entry, token);
    }

    private static string TokenBody(string grants) =>
        $$"""{"name":"ci","grants":{{grants}},"expires_at":"{{DateTimeOffset.UtcNow.AddDays(30).ToString("O", CultureInfo.InvariantCulture)}}"}""";

    private static async Task<string> MakeToken(RestClient user, string grants)
    {
        var made = await user.Send(HttpMethod.Post, "/api/tokens", TokenBody(grants));
        made.Status.ShouldBe(201, made.Body.ToJsonString());
        return (string)made.Body["token"]!;
    }

    private protected RestClient WithToken(int entry, string token)
    {
        var http = Open(entry);
        http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", token);
        return new RestClient(http);
    }

    private protected async Task Create(RestClient admin, string role, bool mustChange = false)
    {
        var body = new JsonObject
        {
            ["username"] = name,
            ["roles"] = new JsonArray(role),
            ["password"] = Password,
            ["must_change_password"] = mustChange,
        };
        var created = await admin.Send(HttpMethod.Post, "/api/users", body.ToJsonString());
        created.Status.ShouldBe(201, created.Body.ToJsonString());
    }
}
