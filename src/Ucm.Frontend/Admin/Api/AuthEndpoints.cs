using Ucm.Frontend.Admin.Api.Access;
using Ucm.Frontend.Admin.Api.Factors;
using Ucm.Frontend.Auth;
using Ucm.Frontend.Http.Proxies;
using Ucm.Grains.Interfaces;
using Ucm.Grains.Interfaces.Identity;
using Ucm.Grains.Interfaces.Outcomes;

namespace Ucm.Frontend.Admin.Api;

/// <summary>Access tokens: give, renew, end.</summary>
internal static class AuthEndpoints
{
    private const int MaxBody = 16 * 1024;

    public static void MapAuth(this RouteGroupBuilder api)
    {
        var auth = api.MapGroup("/auth").WithTags("Authentication");
        auth.MapPost("/login", Login)
            .Takes<LoginBody>(MaxBody).Gives<TokenAnswer>().Refuses(400, 401, 429)
            .Named(
                "login",
                "Sign in",
                "Checks a password and opens a session. Wrong passwords lock the user out for a while, longer each time, at the address they come from. "
                    + "A user with a second factor gets 401 second_factor_required, with ticket and methods.");
        auth.MapFactorSignIn();
        auth.MapProof();
        auth.MapSigningKeys();
        auth.MapCertificateSignIn();
        auth.MapPost("/refresh", Refresh)
            .Takes<RefreshBody>(MaxBody).Gives<TokenAnswer>().Refuses(400, 401, 429)
            .Named("refresh", "Renew the tokens", "Gives a new access and refresh token. A refresh token that is used twice ends its session.");
        auth.MapPost("/logout", Logout)
            .Signed(ApiPolicies.OwnSession).GivesNothing().Refuses()
            .Named("logout", "Sign out", "Ends the session: its access and refresh tokens stop working everywhere within a second.");
        auth.MapPost("/password", ChangePassword)
            .Signed(ApiPolicies.OwnSession).Takes<PasswordBody>(MaxBody).GivesNothing().Refuses(400, 409, 422, 429)
            .Named("changePassword", "Change one's password", "Ends every other session of the user.");
        auth.MapPost("/invitation", UserEndpoints.AcceptInvitation)
            .Takes<InvitationBody>(MaxBody).GivesNothing().Refuses(400, 401, 422, 429)
            .Named("acceptInvitation", "Take an invitation", "Sets the password of an invited user, who signs in with it then.");
    }

    private static async Task<IResult> Login(HttpContext context, IGrainFactory grains, CancellationToken cancellationToken)
    {
        var body = await context.ReadBody(ApiJson.Default.LoginBody);
        if (!body.Succeeded)
        {
            return body.Refusal.ToProblem();
        }

        var command = new SignInCommand(body.Value.Username, new SecretText(body.Value.Password), SessionKind.Api, context.ClientAddress());
        return Answer(await grains.SignIn().SignIn(command, cancellationToken));
    }

    private static async Task<IResult> Refresh(HttpContext context, IGrainFactory grains, CancellationToken cancellationToken)
    {
        var body = await context.ReadBody(ApiJson.Default.RefreshBody);
        return body.Succeeded
            ? Answer(await grains.SignIn().Refresh(new SecretText(body.Value.RefreshToken), context.ClientAddress(), cancellationToken))
            : body.Refusal.ToProblem();
    }

    private static async Task<IResult> Logout(HttpContext context, IGrainFactory grains, SessionChecks sessions, CancellationToken cancellationToken)
    {
        if (context.User.SessionId() is { } session)
        {
            var ended = await grains.Session(session).End("logout", context.Caller(), cancellationToken);
            sessions.Forget(session);
            if (ended.Refusal is { Code: RefusalCode.Unavailable } refusal)
            {
                return refusal.ToProblem();
            }
        }

        return TypedResults.NoContent();
    }

    private static async Task<IResult> ChangePassword(HttpContext context, IGrainFactory grains, SessionChecks sessions, CancellationToken cancellationToken)
    {
        var body = await context.ReadBody(ApiJson.Default.PasswordBody);
        if (!body.Succeeded)
        {
            return body.Refusal.ToProblem();
        }

        var caller = context.Caller();
        var session = context.User.SessionId();
        var command = new ChangePasswordCommand(new SecretText(body.Value.CurrentPassword), new SecretText(body.Value.NewPassword), session, caller);
        var outcome = await grains.User(UserName.Parse(caller.Name)).ChangePassword(command, cancellationToken);
        sessions.Forget(session ?? string.Empty);
        return outcome.Succeeded ? TypedResults.NoContent() : outcome.Refusal.ToProblem();
    }

    internal static IResult Answer(Outcome<SignedIn> outcome) => outcome switch
    {
        { Succeeded: true, Value: { AccessToken: { } access, RefreshToken: { } refresh } signedIn } => TypedResults.Json(
            new TokenAnswer
            {
                AccessToken = access.Value,
                RefreshToken = refresh.Value,
                ExpiresIn = (long)signedIn.ExpiresIn.TotalSeconds,
                PasswordChangeRequired = signedIn.Session.MustChangePassword,
            },
            ApiJson.Default.TokenAnswer),
        { Refusal: { } refusal } => refusal.ToProblem(),
        _ => throw new InvalidOperationException("The sign-in gave no tokens."),
    };
}
