using Ucm.Frontend.Http.Proxies;
using Ucm.Grains.Interfaces;
using Ucm.Grains.Interfaces.Identity;
using Ucm.Grains.Interfaces.Outcomes;

namespace Ucm.Frontend.Auth;

/// <summary>Opens and ends console sessions. To be called from endpoints and statically rendered pages that check antiforgery: it writes the cookie.</summary>
internal sealed class ConsoleSignIn(IGrainFactory grains, SessionChecks sessions)
{
    /// <summary>Refusals: InvalidCredentials, LockedOut, RateLimited.</summary>
    public async Task<Outcome<SignedIn>> SignIn(HttpContext context, string user, string password)
    {
        var command = new SignInCommand(user, new SecretText(password), SessionKind.Console, context.ClientAddress());
        var outcome = await grains.SignIn().SignIn(command, context.RequestAborted);
        if (outcome is { Succeeded: true, Value.Cookie: { } cookie })
        {
            ConsoleCookie.Write(context.Response, cookie);
        }

        return outcome;
    }

    /// <summary>Ends the session everywhere and takes the cookie away.</summary>
    public async Task SignOut(HttpContext context)
    {
        if (context.User.SessionId() is { } id)
        {
            await grains.Session(id).End("logout", context.Caller(), context.RequestAborted);
            sessions.Forget(id);
        }

        ConsoleCookie.Delete(context.Response);
    }
}
