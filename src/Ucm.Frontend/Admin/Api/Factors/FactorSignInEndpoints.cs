using System.Text.Json.Nodes;
using Ucm.Frontend.Auth;
using Ucm.Frontend.Http.Proxies;
using Ucm.Grains.Interfaces;
using Ucm.Grains.Interfaces.Identity;
using Ucm.Grains.Interfaces.Identity.Factors;

namespace Ucm.Frontend.Admin.Api.Factors;

/// <summary>The second step of a sign-in, and sign-in by a passkey alone.</summary>
internal static class FactorSignInEndpoints
{
    private const int MaxBody = AddPasskeyCommand.MaxCredential + (16 * 1024);

    public static void MapFactorSignIn(this RouteGroupBuilder auth)
    {
        auth.MapPost("/login/second-factor", SecondFactor)
            .Takes<SecondFactorBody>(MaxBody).Gives<TokenAnswer>().Refuses(400, 401, 413, 429)
            .Named(
                "secondFactor",
                "Show a second factor",
                "After login answered second_factor_required: the ticket of that answer, and one of totp, recovery_code and passkey.");
        auth.MapPost("/passkey/options", Challenge)
            .Takes<PasskeyChallengeBody>(MaxBody, optional: true).Gives<JsonObject>().Refuses(400, 401, 409, 413)
            .Named(
                "challengePasskey",
                "Ask for a passkey",
                "PublicKeyCredentialRequestOptionsJSON of WebAuthn, for navigator.credentials.get(). Good for five minutes and one answer.");
        auth.MapPost("/passkey", Passkey)
            .Takes<JsonObject>(MaxBody).Gives<TokenAnswer>().Refuses(400, 401, 413, 429)
            .Named(
                "passkeyLogin",
                "Sign in by a passkey",
                "The body is the AuthenticationResponseJSON of WebAuthn: what toJSON() of the browser's credential gives.");
    }

    public static void MapProof(this RouteGroupBuilder auth)
    {
        auth.MapPost("/proof", Prove)
            .Signed(ApiPolicies.OwnSession).Takes<ProofBody>(MaxBody).GivesNothing().Refuses(400, 409, 429)
            .Named(
                "prove",
                "Prove again that it is you",
                "One of totp, recovery_code and passkey; or the password of a user without second factors. What a role gives after a proof "
                    + "holds from then on.");
        auth.MapPost("/proof/options", ChallengeProof)
            .Signed(ApiPolicies.OwnSession).Gives<JsonObject>().Refuses(409)
            .Named(
                "challengeProof",
                "Ask for a passkey as proof",
                "PublicKeyCredentialRequestOptionsJSON of WebAuthn, for navigator.credentials.get(). Good for five minutes, this session and one answer.");
    }

    private static async Task<IResult> Prove(HttpContext context, IGrainFactory grains, SessionChecks sessions, CancellationToken cancellationToken)
    {
        var body = await context.ReadBody(ApiJson.Default.ProofBody);
        if (!body.Succeeded)
        {
            return body.Refusal.ToProblem();
        }

        var (given, caller) = (body.Value, context.Caller());
        var factor = new GivenFactor(given.Totp.ToSecret(), given.RecoveryCode.ToSecret(), given.Passkey?.ToJsonString());
        var proven = await grains.SignIn().Prove(new ProveCommand(given.Password.ToSecret(), factor, caller), cancellationToken);
        sessions.Forget(caller.Session ?? string.Empty);
        return proven.Succeeded ? TypedResults.NoContent() : proven.Refusal.ToProblem();
    }

    private static async Task<IResult> ChallengeProof(HttpContext context, IGrainFactory grains, CancellationToken cancellationToken)
    {
        var caller = context.Caller();
        var options = await grains.SecondFactors(UserName.Parse(caller.User)).ChallengeProof(caller, cancellationToken);
        return options.Succeeded ? TypedResults.Content(options.Value.Json, "application/json") : options.Refusal.ToProblem();
    }

    private static async Task<IResult> SecondFactor(HttpContext context, IGrainFactory grains, CancellationToken cancellationToken)
    {
        var body = await context.ReadBody(ApiJson.Default.SecondFactorBody);
        if (!body.Succeeded)
        {
            return body.Refusal.ToProblem();
        }

        var factor = new GivenFactor(body.Value.Totp.ToSecret(), body.Value.RecoveryCode.ToSecret(), body.Value.Passkey?.ToJsonString());
        var command = new SecondFactorCommand(new SecretText(body.Value.Ticket), factor, SessionKind.Api, context.ClientAddress());
        return AuthEndpoints.Answer(await grains.FactorSignIn().SecondFactor(command, cancellationToken));
    }

    private static async Task<IResult> Challenge(HttpContext context, IGrainFactory grains, CancellationToken cancellationToken)
    {
        SecretText? ticket = null;
        if (await context.HasBody())
        {
            var body = await context.ReadBody(ApiJson.Default.PasskeyChallengeBody);
            if (!body.Succeeded)
            {
                return body.Refusal.ToProblem();
            }

            ticket = body.Value.Ticket.ToSecret();
        }

        var options = await grains.FactorSignIn().ChallengePasskey(ticket, cancellationToken);
        return options.Succeeded ? TypedResults.Content(options.Value.Json, "application/json") : options.Refusal.ToProblem();
    }

    private static async Task<IResult> Passkey(HttpContext context, IGrainFactory grains, CancellationToken cancellationToken)
    {
        var body = await context.ReadBody(ApiJson.Default.JsonObject);
        return body.Succeeded
            ? AuthEndpoints.Answer(await grains.FactorSignIn().Passkey(
                new PasskeySignInCommand(body.Value.ToJsonString(), SessionKind.Api, context.ClientAddress()), cancellationToken))
            : body.Refusal.ToProblem();
    }
}
