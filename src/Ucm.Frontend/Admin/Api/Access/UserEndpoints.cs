using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Mvc;
using Ucm.Frontend.Admin.Api.Objects;
using Ucm.Frontend.Admin.Api.Queries;
using Ucm.Frontend.Auth;
using Ucm.Frontend.Http.Proxies;
using Ucm.Grains.Interfaces;
using Ucm.Grains.Interfaces.Configuration;
using Ucm.Grains.Interfaces.Identity;
using Ucm.Grains.Interfaces.Objects;
using Ucm.Grains.Interfaces.Outcomes;

namespace Ucm.Frontend.Admin.Api.Access;

/// <summary>Users: list, create, read, change, delete; their passwords, invitations and sessions.</summary>
internal static class UserEndpoints
{
    private const string UserKind = "user";
    private const int DefaultLimit = 100;
    private const int MaxLimit = 500;
    private const int MaxBody = 16 * 1024;

    private static readonly QueryParameter[] ListParameters =
    [
        QueryParameter.Limit(MaxLimit, DefaultLimit),
        QueryParameter.Text("cursor", "next of the page before.", null, "next of the page before", static text => UserName.TryParse(text, out _)),
        QueryParameter.Text("q", "Part of the name, of the name for people, or of the e-mail address."),
        QueryParameter.Choice("status", "Any when absent.", "enabled", "disabled"),
    ];

    public static void MapUsers(this RouteGroupBuilder api)
    {
        var users = api.MapGroup("/users").WithTags("Users");
        users.MapGet("/", List)
            .Signed(Permission.UsersRead).Queries(ListParameters).Gives<ListAnswer<UserAnswer>>().Refuses(400)
            .Named("listUsers", "List users", "By name, a page at a time.");
        users.MapPost("/", Create)
            .Signed(Permission.UsersManage).Takes<NewUserBody>(MaxBody).Gives<UserAnswer>(StatusCodes.Status201Created).Refuses(400, 409, 422)
            .Named(
                "createUser",
                "Create a user",
                "With a password, or with an invitation by which the user sets one. Nobody gives a role that gives more than he has.");
        users.MapGet("/{name}", Get)
            .Signed(Permission.UsersRead).Gives<UserAnswer>().Refuses(404)
            .Named("getUser", "Read a user", "Its ETag is what If-Match takes.");
        users.MapPatch("/{name}", Change)
            .Signed(Permission.UsersManage).Takes<ChangedUserBody>(MaxBody).Gives<UserAnswer>().Refuses(400, 404, 409, 412)
            .Named(
                "changeUser",
                "Change a user",
                "A merge patch (RFC 7396). Other roles and being disabled end every session at once. The last administrator stays one.");
        users.MapDelete("/{name}", Delete)
            .Signed(Permission.UsersManage).GivesNothing().Refuses(404, 409, 412)
            .Named("deleteUser", "Delete a user", "Ends every session and API token of the user. The last administrator cannot be deleted.");
        users.MapPost("/{name}/password", SetPassword)
            .Signed(Permission.UsersManage).Takes<SetPasswordBody>(MaxBody).GivesNothing().Refuses(400, 404, 409, 422)
            .Named(
                "resetPassword",
                "Set a user's password",
                "Unlocks the user and ends every session. He has to change it at the next sign-in, unless must_change_password is false.");
        users.MapPost("/{name}/invitation", Invite)
            .Signed(Permission.UsersManage).Gives<InvitationAnswer>().Refuses(404, 409)
            .Named("inviteUser", "Invite a user", "A link by which the user sets a password, once, within a week. An earlier link is void.");
        users.MapDelete("/{name}/sessions", EndSessions)
            .Signed(Permission.UsersManage).GivesNothing().Refuses(404)
            .Named("endUserSessions", "End a user's sessions", "All of them, everywhere within a second.");
    }

    public static async Task<IResult> AcceptInvitation(HttpContext context, IGrainFactory grains, CancellationToken cancellationToken)
    {
        var body = await context.ReadBody(ApiJson.Default.InvitationBody);
        if (!body.Succeeded)
        {
            return body.Refusal.ToProblem();
        }

        var command = new AcceptInvitationCommand(
            body.Value.Username, new SecretText(body.Value.Invitation), new SecretText(body.Value.Password), context.ClientAddress());
        var accepted = await grains.SignIn().AcceptInvitation(command, cancellationToken);
        return accepted.Succeeded ? TypedResults.NoContent() : accepted.Refusal.ToProblem();
    }

    private static async Task<IResult> List(HttpContext context, IGrainFactory grains, CancellationToken cancellationToken)
    {
        var asked = context.Request.Query;
        ObjectStatus? status = asked.Text("status") switch
        {
            "enabled" => ObjectStatus.Enabled,
            "disabled" => ObjectStatus.Disabled,
            _ => null,
        };
        var query = new ListObjectsQuery(UserKind, asked.Text("cursor"), asked.Text("q"), status, asked.Limit(DefaultLimit), context.Caller());
        var page = await grains.ObjectCatalog().List(query, cancellationToken);
        return page.Succeeded
            ? ObjectAnswers.Json(new JsonObject
            {
                ["items"] = new JsonArray([.. page.Value.Objects.Select(UserAnswers.ToJson)]),
                ["next"] = page.Value.Next,
            })
            : page.Refusal.ToProblem();
    }

    private static async Task<IResult> Create(HttpContext context, IGrainFactory grains, [FromServices] PublicUrls urls, CancellationToken cancellationToken)
    {
        var read = await context.ReadBody(ApiJson.Default.NewUserBody);
        if (!read.Succeeded)
        {
            return read.Refusal.ToProblem();
        }

        var body = read.Value;
        var isInvited = body.Invite == true;
        if (!UserName.TryParse(body.Username, out var name))
        {
            return ObjectBody.Field("/username", "Must have 1 to 64 letters, digits and . _ - @, beginning with a letter or digit.").ToProblem();
        }

        if (Array.Exists(body.Roles, static role => role is null))
        {
            return ObjectBody.Field("/roles", "Must not have null in it.").ToProblem();
        }

        if (isInvited == body.Password is not null)
        {
            return ObjectBody.Field("/password", "Give either a password, or \"invite\": true.").ToProblem();
        }

        var caller = context.Caller();
        var command = new CreateUserCommand(new SecretText(body.Password ?? string.Empty), [.. body.Roles], body.MustChangePassword ?? true, caller)
        {
            DisplayName = body.DisplayName,
            Email = body.Email,
            TimeZone = body.TimeZone,
            WithoutPassword = isInvited,
        };
        var created = await grains.User(name).Create(command, cancellationToken);
        if (!created.Succeeded)
        {
            return created.Refusal.ToProblem();
        }

        var invitation = isInvited ? await grains.User(name).Invite(caller, cancellationToken) : null;
        context.Response.Headers.Location = $"{context.Request.Path.ToString().TrimEnd('/')}/{name}";
        return invitation is { Succeeded: false }
            ? invitation.Refusal.ToProblem()
            : UserAnswers.Show(
                await grains.User(name).Get(caller, cancellationToken),
                context,
                StatusCodes.Status201Created,
                invitation is null ? null : UserAnswers.ToJson(invitation.Value!, urls));
    }

    private static async Task<IResult> Get(string name, HttpContext context, IGrainFactory grains, CancellationToken cancellationToken) =>
        UserName.TryParse(name, out var user) ? UserAnswers.Show(await grains.User(user).Get(context.Caller(), cancellationToken), context) : NoUser();

    private static async Task<IResult> Change(string name, HttpContext context, IGrainFactory grains, CancellationToken cancellationToken) =>
        UserName.TryParse(name, out var user) ? await ChangeUser(user, context, grains, cancellationToken) : NoUser();

    /// <summary>Changes a user by the merge patch in the body.</summary>
    public static async Task<IResult> ChangeUser(UserName user, HttpContext context, IGrainFactory grains, CancellationToken cancellationToken)
    {
        var body = await ObjectBody.Read(context);
        if (!body.Succeeded)
        {
            return body.Refusal.ToProblem();
        }

        if (ObjectAnswers.TryIfMatch(context, out var expected) is { } stale)
        {
            return stale.ToProblem();
        }

        // So that an answer can be sent back changed.
        body.Value.Content.Remove("username");
        body.Value.Content.Remove("invitation");
        var command = new ChangeUserCommand(body.Value.Content.ToJsonString(), expected, context.Caller()) { Comment = body.Value.Comment };
        return UserAnswers.Show(await grains.User(user).Change(command, cancellationToken), context);
    }

    private static async Task<IResult> Delete(string name, HttpContext context, IGrainFactory grains, CancellationToken cancellationToken)
    {
        if (ObjectAnswers.TryIfMatch(context, out var expected) is { } stale)
        {
            return stale.ToProblem();
        }

        return UserName.TryParse(name, out var user) ? Nothing(await grains.User(user).Delete(expected, context.Caller(), cancellationToken)) : NoUser();
    }

    private static async Task<IResult> SetPassword(string name, HttpContext context, IGrainFactory grains, CancellationToken cancellationToken)
    {
        var body = await context.ReadBody(ApiJson.Default.SetPasswordBody);
        if (!body.Succeeded || !UserName.TryParse(name, out var user))
        {
            return body.Succeeded ? NoUser() : body.Refusal.ToProblem();
        }

        var command = new ResetPasswordCommand(new SecretText(body.Value.Password), body.Value.MustChangePassword ?? true, context.Caller());
        return Nothing(await grains.User(user).ResetPassword(command, cancellationToken));
    }

    private static async Task<IResult> Invite(
        string name, HttpContext context, IGrainFactory grains, [FromServices] PublicUrls urls, CancellationToken cancellationToken)
    {
        if (!UserName.TryParse(name, out var user))
        {
            return NoUser();
        }

        var invitation = await grains.User(user).Invite(context.Caller(), cancellationToken);
        return invitation.Succeeded ? ObjectAnswers.Json(UserAnswers.ToJson(invitation.Value, urls)) : invitation.Refusal.ToProblem();
    }

    private static async Task<IResult> EndSessions(string name, HttpContext context, IGrainFactory grains, CancellationToken cancellationToken) =>
        UserName.TryParse(name, out var user) ? Nothing(await grains.User(user).EndSessions(null, context.Caller(), cancellationToken)) : NoUser();

    private static IResult Nothing<T>(Outcome<T> outcome)
        where T : class => outcome.Succeeded ? TypedResults.NoContent() : outcome.Refusal.ToProblem();

    private static ProblemResult NoUser() => new(new Refusal(RefusalCode.NotFound, "There is no such user."));
}
