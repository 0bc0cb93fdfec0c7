using System.ComponentModel;
using System.Security.Claims;
using System.Text.Json.Serialization;
using Ucm.Frontend.Auth;
using Ucm.Grains.Interfaces;
using Ucm.Grains.Interfaces.Documents;
using Ucm.Grains.Interfaces.Identity;
using Ucm.Grains.Interfaces.Outcomes;

namespace Ucm.Frontend.Admin.Api.Access;

/// <summary>What everybody sees and changes of himself: data, permissions, sessions. Sessions of others are here too, for they are shown alike.</summary>
internal static class MeEndpoints
{
    private const int MaxBody = 16 * 1024;

    public static void MapMe(this RouteGroupBuilder api)
    {
        var me = api.MapGroup("/me").WithTags("Own account");
        me.MapGet("/", GetMe)
            .Signed(ApiPolicies.SignedIn).Gives<MeAnswer>().Refuses()
            .Named("getMe", "Read one's own account", "Who one is, and what one may do by this session or token.");
        me.MapPatch("/", ChangeMe)
            .Signed(ApiPolicies.OwnSession).Takes<ChangedMeBody>(MaxBody).Gives<UserAnswer>().Refuses(400, 412)
            .Named("changeMe", "Change one's own account", "A merge patch (RFC 7396) to the name for people, the e-mail address and the time zone.");
        me.MapGet("/sessions", static (HttpContext context, IGrainFactory grains, CancellationToken token) =>
                ListSessions(UserName.Parse(context.Caller().User), context, grains, token))
            .Signed(ApiPolicies.OwnSession).Gives<ListAnswer<SessionAnswer>>().Refuses()
            .Named("listMySessions", "List one's own sessions", "The newest first.");
        me.MapDelete("/sessions", EndOthers)
            .Signed(ApiPolicies.OwnSession).GivesNothing().Refuses()
            .Named("endMyOtherSessions", "End all one's other sessions", "Everywhere within a second. The session that asks goes on.");
        me.MapDelete("/sessions/{id}", static (string id, HttpContext context, IGrainFactory grains, CancellationToken token) =>
                EndSession(UserName.Parse(context.Caller().User), id, context, grains, token))
            .Signed(ApiPolicies.OwnSession).GivesNothing().Refuses(404)
            .Named("endMySession", "End one of one's own sessions", "Everywhere within a second.");

        var users = api.MapGroup("/users/{name}/sessions").WithTags("Users");
        users.MapGet("/", static async (string name, HttpContext context, IGrainFactory grains, CancellationToken token) =>
                UserName.TryParse(name, out var user) ? await ListSessions(user, context, grains, token) : NoUser())
            .Signed(Permission.UsersRead).Gives<ListAnswer<SessionAnswer>>().Refuses(404)
            .Named("listUserSessions", "List a user's sessions", "The newest first.");
        users.MapDelete("/{id}", static async (string name, string id, HttpContext context, IGrainFactory grains, CancellationToken token) =>
                UserName.TryParse(name, out var user) ? await EndSession(user, id, context, grains, token) : NoUser())
            .Signed(Permission.UsersManage).GivesNothing().Refuses(404)
            .Named("endUserSession", "End one of a user's sessions", "Everywhere within a second.");
    }

    private static async Task<IResult> GetMe(HttpContext context, IGrainFactory grains, CancellationToken cancellationToken)
    {
        var caller = context.Caller();
        var user = await grains.User(UserName.Parse(caller.User)).Get(caller, cancellationToken);
        if (!user.Succeeded)
        {
            return user.Refusal.ToProblem();
        }

        var known = UserAnswers.ToJson(user.Value);
        var answer = new MeAnswer
        {
            Username = caller.User,
            DisplayName = (string?)known["display_name"],
            Email = (string?)known["email"],
            TimeZone = (string?)known["time_zone"],
            Provider = (string?)known["provider"] ?? UserDocument.LocalProvider,
            Token = caller.Kind == CallerKind.ApiToken ? caller.Name[(caller.User.Length + 1)..] : null,
            Roles = [.. context.User.FindAll(SessionClaims.Role).Select(static claim => claim.Value)],
            Permissions = [.. caller.Permissions],
            Grants = [.. caller.Grants.Select(Write)],
            ProvenAt = caller.ProvenAt,
            AfterProof = [.. context.User.FindAll(SessionClaims.Locked).Select(static claim => claim.Value).Where(permission => !caller.May(permission))],
            MustChangePassword = context.User.HasClaim(static (Claim claim) => claim.Type == SessionClaims.MustChangePassword),
        };
        return TypedResults.Json(answer, ApiJson.Default.MeAnswer);
    }

    private static async Task<IResult> ChangeMe(HttpContext context, IGrainFactory grains, CancellationToken cancellationToken) =>
        await UserEndpoints.ChangeUser(UserName.Parse(context.Caller().User), context, grains, cancellationToken);

    private static async Task<IResult> ListSessions(UserName user, HttpContext context, IGrainFactory grains, CancellationToken cancellationToken)
    {
        var sessions = await grains.UserSessions().List(user, context.Caller(), cancellationToken);
        return sessions.Succeeded
            ? TypedResults.Json(new ListAnswer<SessionAnswer> { Items = [.. sessions.Value.Sessions.Select(Answer)] }, ApiJson.Default.ListAnswerSessionAnswer)
            : sessions.Refusal.ToProblem();
    }

    private static async Task<IResult> EndSession(
        UserName user, string handle, HttpContext context, IGrainFactory grains, CancellationToken cancellationToken)
    {
        var ended = await grains.UserSessions().End(user, handle, context.Caller(), cancellationToken);
        return ended.Succeeded ? TypedResults.NoContent() : ended.Refusal.ToProblem();
    }

    private static async Task<IResult> EndOthers(HttpContext context, IGrainFactory grains, CancellationToken cancellationToken)
    {
        var caller = context.Caller();
        var ended = await grains.User(UserName.Parse(caller.User)).EndSessions(caller.Session, caller, cancellationToken);
        return ended.Succeeded ? TypedResults.NoContent() : ended.Refusal.ToProblem();
    }

    private static SessionAnswer Answer(UserSession session) => new()
    {
        Id = session.Handle,
        Kind = session.Kind == SessionKind.Console ? "console" : "api",
        Address = session.Address,
        Methods = [.. session.Methods],
        OpenedAt = session.OpenedAt,
        ExpiresAt = session.ExpiresAt,
        Current = session.IsCurrent,
    };

    private static GrantDocument Write(Grant grant) => new()
    {
        Permission = grant.Permission,
        Authorities = grant.Authorities.IsEmpty ? null : [.. grant.Authorities],
        Profiles = grant.Profiles.IsEmpty ? null : [.. grant.Profiles],
        Own = grant.Own ? true : null,
    };

    private static ProblemResult NoUser() => new(new Refusal(RefusalCode.NotFound, "There is no such user."));
}

// Sent: names are forever.
internal sealed record MeAnswer
{
    public required string Username { get; init; }

    [JsonPropertyName("display_name")]
    public string? DisplayName { get; init; }

    public string? Email { get; init; }

    [JsonPropertyName("time_zone")]
    public string? TimeZone { get; init; }

    [Description("local, or the external provider that vouches for the user.")]
    public required string Provider { get; init; }

    [Description("The name of the API token that asks; absent for a session.")]
    public string? Token { get; init; }

    [Description("One's own and those of groups; empty for an API token.")]
    public required string[] Roles { get; init; }

    [Description("Those that hold everywhere; * stands for all.")]
    public required string[] Permissions { get; init; }

    [Description("Those that hold for some authorities, profiles or certificates only.")]
    public required GrantDocument[] Grants { get; init; }

    [Description("When one last proved that it is oneself; absent for an API token.")]
    [JsonPropertyName("proven_at")]
    public DateTimeOffset? ProvenAt { get; init; }

    [Description("Permissions that one's roles give once one has proved that it is oneself: POST /api/auth/proof.")]
    [JsonPropertyName("after_proof")]
    public required string[] AfterProof { get; init; }

    [JsonPropertyName("must_change_password")]
    public required bool MustChangePassword { get; init; }
}

[Description("What is to be changed of one's own account.")]
internal sealed class ChangedMeBody
{
    [JsonPropertyName("display_name")]
    public string? DisplayName { get; init; }

    public string? Email { get; init; }

    [JsonPropertyName("time_zone")]
    public string? TimeZone { get; init; }
}

internal sealed record SessionAnswer
{
    [Description("Names the session; it opens nothing.")]
    public required string Id { get; init; }

    [Description("console or api.")]
    public required string Kind { get; init; }

    [Description("Where it was opened from.")]
    public string? Address { get; init; }

    [Description("How the user proved who he is, such as pwd, otp, webauthn, mtls.")]
    public required string[] Methods { get; init; }

    [JsonPropertyName("opened_at")]
    public required DateTimeOffset OpenedAt { get; init; }

    [JsonPropertyName("expires_at")]
    public required DateTimeOffset ExpiresAt { get; init; }

    [Description("It is the one that asks.")]
    public required bool Current { get; init; }
}
