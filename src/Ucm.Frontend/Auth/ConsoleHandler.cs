using System.Text.Encodings.Web;
using Microsoft.AspNetCore.Authentication;
using Microsoft.Extensions.Options;

namespace Ucm.Frontend.Auth;

/// <summary>Authenticates by <see cref="ConsoleCookie"/>; sends people without a session to the sign-in page.</summary>
internal sealed class ConsoleHandler(
    SessionChecks sessions, IOptionsMonitor<AuthenticationSchemeOptions> options, ILoggerFactory logger, UrlEncoder encoder)
    : AuthenticationHandler<AuthenticationSchemeOptions>(options, logger, encoder)
{
    public const string SignInPath = "/login";

    protected override async Task<AuthenticateResult> HandleAuthenticateAsync()
    {
        if (!ConsoleCookie.TryRead(Request, out var id, out var secret))
        {
            return AuthenticateResult.NoResult();
        }

        var session = await sessions.Check(id, AuthSchemes.Console, touch: true);
        return session is not null && ConsoleCookie.Matches(session.View, secret)
            ? AuthenticateResult.Success(new AuthenticationTicket(session.Principal, AuthSchemes.Console))
            : AuthenticateResult.Fail("The session has ended.");
    }

    protected override Task HandleChallengeAsync(AuthenticationProperties properties)
    {
        if (Response.HasStarted)
        {
            // Where access tokens are accepted too, the other scheme has answered.
            return Task.CompletedTask;
        }

        var returnUrl = HttpMethods.IsGet(Request.Method) ? QueryString.Create("returnUrl", Request.PathBase + Request.Path + Request.QueryString) : default;
        Response.Redirect(Request.PathBase + SignInPath + returnUrl);
        return Task.CompletedTask;
    }

    protected override Task HandleForbiddenAsync(AuthenticationProperties properties) => Response.HasStarted ? Task.CompletedTask : base.HandleForbiddenAsync(properties);
}
