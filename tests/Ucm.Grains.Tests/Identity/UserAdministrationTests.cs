using Ucm.Grains.Interfaces;
using Ucm.Grains.Interfaces.Identity;
using Ucm.Grains.Interfaces.Objects;
using Ucm.Grains.Interfaces.Outcomes;

namespace Ucm.Grains.Tests.Identity;

/// <summary>Users as administrators and they themselves change them.</summary>
[Trait("needs", "server")]
public sealed class UserAdministrationTests(IdentityCluster cluster) : IClassFixture<IdentityCluster>
{
    private static readonly Caller Admin = new(CallerKind.User, "root-admin", [Permission.All]);
    private static readonly Caller Manager = new(CallerKind.User, "manager", [Permission.UsersManage, Permission.UsersRead]);

    /// <summary>A manager who may see what auditors see, and so give their role.</summary>
    private static readonly Caller Auditing = new(CallerKind.User, "auditing", [.. Roles.PermissionsOf([Roles.Auditor]), Permission.UsersManage]);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Change_OfData_IsAVersionWithItsAuditRow()
    {
        var name = await cluster.CreateUser();
        var user = cluster.Grains.User(name);

        var changed = await user.Change(new ChangeUserCommand("""{"display_name":"Ann","email":"ann@example.org"}""", 1, Admin) { Comment = "hello" }, Token);
        var stale = await user.Change(new ChangeUserCommand("""{"display_name":"Bea"}""", 1, Admin), Token);

        changed.Value!.Version.ShouldBe(2);
        changed.Value.Content.ShouldContain("\"display_name\":\"Ann\"");
        stale.Refusal!.Code.ShouldBe(RefusalCode.StaleVersion);
        var rows = (await cluster.Audit.List(null, 200, Token)).Items.Where(row => row.Target == $"user:{name}").ToList();
        rows.ShouldContain(static row => row.Action == "user.update" && row.Detail.Contains("hello") && row.Detail.Contains("/email"));
    }

    [Fact]
    public async Task Change_ByTheUserHimself_TakesDataAndNoRoles()
    {
        var name = await cluster.CreateUser();
        var himself = new Caller(CallerKind.User, name.Value, []);
        var user = cluster.Grains.User(name);

        var data = await user.Change(new ChangeUserCommand("""{"time_zone":"Europe/Zurich"}""", null, himself), Token);
        var roles = await user.Change(new ChangeUserCommand("""{"roles":["admin"]}""", null, himself), Token);
        var other = await user.Change(new ChangeUserCommand("""{"email":"x@example.org"}""", null, himself with { Name = "somebody" }), Token);

        data.Refusal.ShouldBeNull();
        roles.Refusal!.Code.ShouldBe(RefusalCode.Forbidden);
        other.Refusal!.Code.ShouldBe(RefusalCode.Forbidden);
    }

    [Fact]
    public async Task Manager_OfAUserWhoMayMore_IsRefused()
    {
        var strong = cluster.Grains.User(await cluster.CreateUser(Roles.Operator));
        var weak = cluster.Grains.User(await cluster.CreateUser(Roles.Auditor));

        (await strong.ResetPassword(new ResetPasswordCommand(new SecretText("another long password"), false, Manager), Token)).Refusal!.Code
            .ShouldBe(RefusalCode.Forbidden);
        (await strong.Change(new ChangeUserCommand("""{"disabled":true}""", null, Manager), Token)).Refusal!.Code.ShouldBe(RefusalCode.Forbidden);
        (await strong.Delete(null, Manager, Token)).Refusal!.Code.ShouldBe(RefusalCode.Forbidden);
        (await strong.Invite(Manager, Token)).Refusal!.Code.ShouldBe(RefusalCode.Forbidden);
        (await strong.EndSessions(null, Manager, Token)).Refusal!.Code.ShouldBe(RefusalCode.Forbidden);
        (await weak.Change(new ChangeUserCommand("""{"roles":["operator"]}""", null, Manager), Token)).Refusal!.Code.ShouldBe(RefusalCode.Forbidden);
    }

    [Fact]
    public async Task Delete_ThenCreateAgain_IsAnotherUser()
    {
        var name = await cluster.CreateUser();
        var old = await cluster.SignIn(name.Value);
        var before = await cluster.Grains.User(name).GetAccess(Token);

        (await cluster.Grains.User(name).Delete(null, Admin, Token)).Refusal.ShouldBeNull();
        (await cluster.Grains.User(name).GetAccess(Token)).Refusal!.Code.ShouldBe(RefusalCode.NotFound);
        (await cluster.SignIn(name.Value)).Refusal!.Code.ShouldBe(RefusalCode.InvalidCredentials);
        await cluster.Grains.User(name).Create(new CreateUserCommand(new SecretText(IdentityCluster.Password), [Roles.Viewer], false, Admin), Token);

        var after = await cluster.Grains.User(name).GetAccess(Token);
        after.Value!.Generation.ShouldNotBe(before.Value!.Generation);
        (await cluster.Grains.Session(old.Value!.Session.Id).Look(Token)).Refusal!.Code.ShouldBe(RefusalCode.Unauthenticated);
    }

    [Fact]
    public async Task Disable_EndsSessionsAndTokensAndEnablingBringsNoSessionBack()
    {
        var name = await cluster.CreateUser();
        var session = (await cluster.SignIn(name.Value)).Value!.Session;

        await cluster.Grains.User(name).Change(new ChangeUserCommand("""{"disabled":true}""", null, Admin), Token);
        (await cluster.Grains.Session(session.Id).Look(Token)).Refusal!.Code.ShouldBe(RefusalCode.Unauthenticated);
        (await cluster.SignIn(name.Value)).Refusal!.Code.ShouldBe(RefusalCode.InvalidCredentials);
        await cluster.Grains.User(name).Change(new ChangeUserCommand("""{"disabled":false}""", null, Admin), Token);

        (await cluster.Grains.Session(session.Id).Look(Token)).Refusal!.Code.ShouldBe(RefusalCode.Unauthenticated);
        (await cluster.SignIn(name.Value)).Refusal.ShouldBeNull();
    }

    [Fact]
    public async Task Administrators_WhoLeaveAtOnce_LeaveOne()
    {
        var names = new List<UserName> { await cluster.CreateUser(Roles.Admin), await cluster.CreateUser(Roles.Admin), await cluster.CreateUser(Roles.Admin) };

        var left = await Task.WhenAll(names.Select(
            name => cluster.Grains.User(name).Change(new ChangeUserCommand("""{"roles":["viewer"]}""", null, Admin), Token)));

        left.Count(static answer => answer.Succeeded).ShouldBe(2);
        left.Single(static answer => !answer.Succeeded).Refusal!.Detail.ShouldContain("last administrator");
        var last = names[Array.FindIndex(left, static answer => !answer.Succeeded)];
        (await cluster.Grains.User(last).Delete(null, Admin, Token)).Refusal!.Code.ShouldBe(RefusalCode.Conflict);
        await cluster.Grains.User(await cluster.CreateUser(Roles.Admin)).GetAccess(Token);
        (await cluster.Grains.User(last).Delete(null, Admin, Token)).Refusal.ShouldBeNull();
    }

    [Fact]
    public async Task Provision_MakesAUserOnceAndNeverTakesALocalOne()
    {
        var local = await cluster.CreateUser();
        var name = UserName.Parse($"x{Guid.NewGuid():n}");
        var command = new ProvisionUserCommand("corp", "uid=ann", "Ann", "ann@example.org", [Roles.Viewer], ["staff"], null);

        var made = await cluster.Grains.User(name).Provision(command, Token);
        var again = await cluster.Grains.User(name).Provision(command with { Roles = [Roles.Operator] }, Token);
        var other = await cluster.Grains.User(name).Provision(command with { Subject = "uid=bob" }, Token);
        var taken = await cluster.Grains.User(local).Provision(command, Token);

        made.Value!.Roles.ShouldBe([Roles.Viewer]);
        again.Value!.Roles.ShouldBe([Roles.Operator]);
        other.Refusal!.Code.ShouldBe(RefusalCode.Conflict);
        taken.Refusal!.Code.ShouldBe(RefusalCode.Conflict);
        (await cluster.SignIn(name.Value, string.Empty)).Refusal!.Code.ShouldBe(RefusalCode.InvalidCredentials);
        (await cluster.Grains.User(name).ResetPassword(new ResetPasswordCommand(new SecretText("another long password"), false, Admin), Token)).Refusal!.Code
            .ShouldBe(RefusalCode.Conflict);
    }

    [Fact]
    public async Task Object_OfAUser_CannotBeSavedPastTheUsersGrain()
    {
        var name = await cluster.CreateUser();
        var forged = cluster.Grains.Object(new ObjectKey("user", name.Value));

        (await forged.Save(
            new SaveObjectCommand(SaveMode.Create, """{"roles":["admin"],"created_at":"2026-01-01T00:00:00Z"}""", null, Admin), Token)).Refusal!.Code
            .ShouldBe(RefusalCode.NotFound);
        (await forged.SetStatus(new SetObjectStatusCommand(ObjectStatus.Deleted, null, Admin), Token)).Refusal!.Code.ShouldBe(RefusalCode.NotFound);
    }

    [Fact]
    public async Task Name_ThatAGroupStillNames_IsMadeAgainOnlyByWhoHasWhatTheGroupGives()
    {
        var name = await cluster.CreateUser();
        await Save("group", $"g-{name}", $$"""{"members":["{{name}}"],"roles":["operator"]}""");
        await cluster.Grains.User(name).Delete(null, Admin, Token);
        cluster.Clock.Advance(TimeSpan.FromMinutes(5));
        var command = new CreateUserCommand(new SecretText(IdentityCluster.Password), [Roles.Auditor], false, Auditing);

        var byManager = await cluster.Grains.User(name).Create(command, Token);
        var byAdmin = await cluster.Grains.User(name).Create(command with { Caller = Admin }, Token);

        byManager.Refusal!.Code.ShouldBe(RefusalCode.Forbidden);
        byAdmin.Value!.Roles.ShouldBe([Roles.Auditor]);
    }

    [Fact]
    public async Task RoleOrGroup_ThatGivesMore_IsNeitherGivenNorTakenByAManager()
    {
        var name = await cluster.CreateUser();
        var strong = $"r-{name}";
        await Save("role", strong, """{"grants":[{"permission":"authorities:manage"}]}""");
        await Save("group", strong, $$"""{"members":["{{name}}"],"roles":["{{strong}}"]}""");
        var (role, group) = (cluster.Grains.Object(new ObjectKey("role", strong)), cluster.Grains.Object(new ObjectKey("group", strong)));

        (await group.SetStatus(new SetObjectStatusCommand(ObjectStatus.Disabled, null, Manager), Token)).Refusal!.Code.ShouldBe(RefusalCode.Forbidden);
        (await group.Save(new SaveObjectCommand(SaveMode.Merge, """{"members":[]}""", null, Manager), Token)).Refusal!.Code.ShouldBe(RefusalCode.Forbidden);
        (await role.Save(new SaveObjectCommand(SaveMode.Merge, """{"grants":[{"permission":"users:read"}]}""", null, Manager), Token)).Refusal!.Code
            .ShouldBe(RefusalCode.Forbidden);
        (await role.SetStatus(new SetObjectStatusCommand(ObjectStatus.Disabled, null, Admin), Token)).Refusal.ShouldBeNull();
        (await cluster.Grains.User(name).Change(new ChangeUserCommand($$"""{"roles":["{{strong}}"]}""", null, Auditing), Token)).Refusal!.Code
            .ShouldBe(RefusalCode.Forbidden);
    }

    [Fact]
    public async Task Invitation_OfAUserWhoMayMoreByNow_IsRefused()
    {
        var name = await cluster.CreateUser();
        var invitation = (await cluster.Grains.User(name).Invite(Auditing, Token)).Value!;
        await cluster.Grains.User(name).Change(new ChangeUserCommand("""{"roles":["operator"]}""", null, Admin), Token);

        var taken = await cluster.Grains.SignIn().AcceptInvitation(
            new AcceptInvitationCommand(name.Value, invitation.Secret, new SecretText("another long password"), null), Token);

        taken.Refusal!.Code.ShouldBe(RefusalCode.InvalidCredentials);
    }

    [Fact]
    public async Task Change_OfAUserWhoseRoleIsNoMore_StillDisables()
    {
        var name = await cluster.CreateUser();
        var gone = $"r-{name}";
        await Save("role", gone, """{"grants":[{"permission":"users:read"}]}""");
        await cluster.Grains.User(name).Change(new ChangeUserCommand($$"""{"roles":["{{gone}}"]}""", null, Admin), Token);
        var deleted = await cluster.Grains.Object(new ObjectKey("role", gone)).SetStatus(new SetObjectStatusCommand(ObjectStatus.Deleted, null, Admin), Token);
        deleted.Refusal.ShouldBeNull();

        (await cluster.Grains.User(name).Change(new ChangeUserCommand("""{"disabled":true}""", null, Admin), Token)).Refusal.ShouldBeNull();

        (await cluster.SignIn(name.Value)).Refusal!.Code.ShouldBe(RefusalCode.InvalidCredentials);
    }

    [Fact]
    public async Task Invitation_Expired_IsRefused()
    {
        var name = await cluster.CreateUser();
        var invitation = (await cluster.Grains.User(name).Invite(Admin, Token)).Value!;
        cluster.Clock.Advance(TimeSpan.FromDays(8));

        var late = await cluster.Grains.SignIn().AcceptInvitation(
            new AcceptInvitationCommand(name.Value, invitation.Secret, new SecretText("another long password"), null), Token);

        late.Refusal!.Code.ShouldBe(RefusalCode.InvalidCredentials);
    }

    private async Task Save(string kind, string name, string content)
    {
        var saved = await cluster.Grains.Object(new ObjectKey(kind, name)).Save(new SaveObjectCommand(SaveMode.Create, content, null, Admin), Token);
        saved.Refusal.ShouldBeNull();
    }
}
