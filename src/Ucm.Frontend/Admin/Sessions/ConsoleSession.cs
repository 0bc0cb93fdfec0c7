using System.Security.Claims;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Authorization;
using Ucm.Frontend.Admin.Pages;
using Ucm.Frontend.Auth;
using Ucm.Grains.Interfaces.Identity;
using Ucm.Grains.Interfaces.Outcomes;

namespace Ucm.Frontend.Admin.Sessions;

/// <summary>
/// The session behind a circuit. A circuit outlives the request that began it, so each call to a grain asks first whether the session still lives and what its
/// user may do now; when it has ended the browser is sent to the sign-in page and nothing is called.
/// </summary>
internal sealed partial class ConsoleSession(
    AuthenticationStateProvider authentication, SessionChecks sessions, NavigationManager navigation, ILogger<ConsoleSession> log)
{
    private static readonly Refusal Ended = new(RefusalCode.Unauthenticated, "Your session has ended. Sign in again.");
    private static readonly Refusal MustChange = new(RefusalCode.Forbidden, "Change your password first.");
    private static readonly Refusal Away = new(RefusalCode.Unavailable, "The server could not answer. Nothing was changed; try again in a moment.");

    private bool leaving;

    /// <summary>Where the browser is, for the audit log; set when the circuit begins.</summary>
    public string? Address { get; set; }

    /// <summary>Calls a grain for the user. <paramref name="touch"/>: somebody acted, so idle time begins again; false for the page's own refreshes.</summary>
    public async Task<Outcome<T>> Ask<T>(string permission, Func<Caller, Task<Outcome<T>>> call, bool touch = true)
        where T : class
    {
        try
        {
            var principal = await Principal(touch);
            if (principal is null)
            {
                SendToSignIn();
                return Ended;
            }

            if (principal.HasClaim(static claim => claim.Type == SessionClaims.MustChangePassword))
            {
                navigation.NavigateTo(Password.Url, forceLoad: true);
                return MustChange;
            }

            return principal.May(permission)
                ? await call(principal.ToCaller(Address))
                : new Refusal(RefusalCode.Forbidden, "Your role does not allow this.");
        }
        catch (Exception fault) when (fault is not (OperationCanceledException or NavigationException))
        {
            // The circuit must survive an outage of the cluster: the page says so and offers to try again.
            LogFailed(log, fault);
            return Away;
        }
    }

    /// <summary>Leaves for the sign-in page when the session has ended; does not keep it alive.</summary>
    public async Task Watch()
    {
        try
        {
            if (await Principal(touch: false) is null)
            {
                SendToSignIn();
            }
        }
        catch (Exception fault) when (fault is not (OperationCanceledException or NavigationException))
        {
            // Whether it has ended is not known; nothing can be done through the page meanwhile, and the next look decides.
            LogFailed(log, fault);
        }
    }

    /// <summary>The user as of now, or null when the session has ended.</summary>
    public async Task<ClaimsPrincipal?> Principal(bool touch)
    {
        var state = await authentication.GetAuthenticationStateAsync();
        var id = state.User.SessionId();
        return id is null ? null : (await sessions.Check(id, AuthSchemes.Console, touch))?.Principal;
    }

    public void SendToSignIn()
    {
        if (leaving)
        {
            return;
        }

        leaving = true;
        var here = "/" + navigation.ToBaseRelativePath(navigation.Uri);
        navigation.NavigateTo($"{ConsoleHandler.SignInPath}{QueryString.Create("returnUrl", here).Add("ended", "true")}", forceLoad: true);
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "A page of the console could not reach its grain")]
    private static partial void LogFailed(ILogger logger, Exception fault);
}
