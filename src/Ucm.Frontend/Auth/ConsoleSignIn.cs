using Ucm.Frontend.Http.Proxies;
using Ucm.Grains.Interfaces;
using Ucm.Grains.Interfaces.Identity;
using Ucm.Grains.Interfaces.Identity.Factors;
using Ucm.Grains.Interfaces.Outcomes;

namespace Ucm.Frontend.Auth;

/// <summary>Opens and ends console sessions. To be called from endpoints and statically rendered pages that check antiforgery: it writes the cookie.</summary>
internal sealed class ConsoleSignIn(IGrainFactory grains, SessionChecks sessions)
{
    private const string OidcMethod = "oidc:";

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

    /// <summary>Ends the session everywhere and takes the cookie away. The name of the OpenID provider that opened it; null for none.</summary>
    public async Task<string?> SignOut(HttpContext context)
    {
        string? provider = null;
        if (context.User.SessionId() is { } id)
        {
            var ended = await grains.Session(id).End("logout", context.Caller(), context.RequestAborted);
            sessions.Forget(id);
            provider = ended.Value?.Methods.FirstOrDefault(static method => method.StartsWith(OidcMethod, StringComparison.Ordinal))?[OidcMethod.Length..];
        }

        ConsoleCookie.Delete(context.Response);
        return provider;
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
