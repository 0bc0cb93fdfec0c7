using System.Text.Encodings.Web;
using Microsoft.AspNetCore.Authentication;
using Microsoft.Extensions.Options;
using Ucm.Frontend.Admin.Api;
using Ucm.Grains.Interfaces.Identity;
using Ucm.Grains.Interfaces.Outcomes;

namespace Ucm.Frontend.Auth;

/// <summary>
/// Authenticates by access token (RFC 6750): the signature first, then whether the session still lives; or by API token, which its grain knows.
/// </summary>
internal sealed class BearerHandler(
    VerifiedTokens tokens, SessionChecks sessions, IOptionsMonitor<AuthenticationSchemeOptions> options, ILoggerFactory logger, UrlEncoder encoder)
    : AuthenticationHandler<AuthenticationSchemeOptions>(options, logger, encoder)
{
    private const string Prefix = "Bearer ";

    protected override async Task<AuthenticateResult> HandleAuthenticateAsync()
    {
        var header = Request.Headers.Authorization.ToString();
        if (!header.StartsWith(Prefix, StringComparison.OrdinalIgnoreCase))
        {
            return AuthenticateResult.NoResult();
        }

        var text = header[Prefix.Length..].Trim();
        var id = ApiTokenText.TryParse(text, out _, out _) ? text : (await tokens.Verify(text, Context.RequestAborted))?.Session;
        var session = id is null ? null : await sessions.Check(id, AuthSchemes.Bearer, touch: true);
        return session is null
            ? AuthenticateResult.Fail("The access token is not valid any more.")
            : AuthenticateResult.Success(new AuthenticationTicket(session.Principal, AuthSchemes.Bearer));
    }

    protected override async Task HandleChallengeAsync(AuthenticationProperties properties)
    {
        var presented = Request.Headers.Authorization.Count > 0;
        Response.Headers.WWWAuthenticate = presented ? "Bearer realm=\"ucm\", error=\"invalid_token\"" : "Bearer realm=\"ucm\"";
        var refusal = new Refusal(
            RefusalCode.Unauthenticated,
            presented ? "The access token is not valid or its session has ended." : "An access token is required: POST /api/auth/login gives one.");
        await refusal.ToProblem().ExecuteAsync(Context);
    }

    protected override Task HandleForbiddenAsync(AuthenticationProperties properties) => ApiPolicies.Forbidden(Context).ExecuteAsync(Context);
}
