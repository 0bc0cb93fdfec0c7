using Ucm.Frontend.Http.Proxies;
using Ucm.Grains.Interfaces;
using Ucm.Grains.Interfaces.Identity;
using Ucm.Grains.Interfaces.Identity.Factors;
using Ucm.Grains.Interfaces.Outcomes;

namespace Ucm.Frontend.Auth;

/// <summary>Opens and ends console sessions. To be called from endpoints and statically rendered pages that check antiforgery: it writes the cookie.</summary>
internal sealed class ConsoleSignIn(IGrainFactory grains, SessionChecks sessions)
{
    /// <summary>Refusals: InvalidCredentials, LockedOut, RateLimited, SecondFactorRequired.</summary>
    public async Task<Outcome<SignedIn>> SignIn(HttpContext context, string user, string password)
    {
        var command = new SignInCommand(user, new SecretText(password), SessionKind.Console, context.ClientAddress());
        return Keep(context, await grains.SignIn().SignIn(command, context.RequestAborted));
    }

    /// <summary>Refusals: Malformed, InvalidCredentials, LockedOut, RateLimited.</summary>
    public async Task<Outcome<SignedIn>> SecondFactor(HttpContext context, string ticket, GivenFactor factor)
    {
        var command = new SecondFactorCommand(new SecretText(ticket), factor, SessionKind.Console, context.ClientAddress());
        return Keep(context, await grains.FactorSignIn().SecondFactor(command, context.RequestAborted));
    }

    /// <summary>Refusals: Malformed, InvalidCredentials, RateLimited.</summary>
    public async Task<Outcome<SignedIn>> Passkey(HttpContext context, string assertion)
    {
        var command = new PasskeySignInCommand(assertion, SessionKind.Console, context.ClientAddress());
        return Keep(context, await grains.FactorSignIn().Passkey(command, context.RequestAborted));
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

    private static Outcome<SignedIn> Keep(HttpContext context, Outcome<SignedIn> outcome)
    {
        if (outcome is { Succeeded: true, Value.Cookie: { } cookie })
        {
            ConsoleCookie.Write(context.Response, cookie);
        }

        return outcome;
    }
}
