using Ucm.Frontend.Auth;
using Ucm.Grains.Interfaces;
using Ucm.Grains.Interfaces.Identity;
using Ucm.Grains.Interfaces.Identity.Factors;
using Ucm.Grains.Interfaces.Outcomes;

namespace Ucm.Frontend.Admin.Api.Factors;

/// <summary>One's own TOTP and recovery codes; an administrator resets those of others.</summary>
internal static class FactorEndpoints
{
    private const int MaxBody = 16 * 1024;

    public static void MapFactors(this RouteGroupBuilder api)
    {
        api.MapGet("/me/totp", Get)
            .Signed(ApiPolicies.OwnSession).Gives<TotpAnswer>().Refuses().WithTags("Own account")
            .Named("getTotp", "Read whether codes are on", "Codes of an authenticator app (TOTP, RFC 6238), and how many recovery codes are left.");
        api.MapPost("/me/totp", Begin)
            .Signed(ApiPolicies.OwnSession).Gives<TotpEnrolmentAnswer>().Refuses(409).WithTags("Own account")
            .Named("beginTotp", "Make a secret for an app", "Codes are not on until one is confirmed. The secret is in this answer only.");
        api.MapPost("/me/totp/confirm", Confirm)
            .Signed(ApiPolicies.OwnSession).Takes<TotpCodeBody>(MaxBody).Gives<RecoveryCodesAnswer>().Refuses(400, 409, 429).WithTags("Own account")
            .Named(
                "confirmTotp",
                "Turn codes on",
                "Takes a code of the new secret and gives ten recovery codes, this once. Each sign-in asks for a second factor from now on.");
        api.MapDelete("/me/totp", Disable)
            .Signed(ApiPolicies.OwnSession).Takes<FactorProofBody>(MaxBody).Gives<TotpAnswer>().Refuses(400, 409, 429).WithTags("Own account")
            .Named("disableTotp", "Turn codes off", "Takes the password or a code.");
        api.MapPost("/me/recovery-codes", Renew)
            .Signed(ApiPolicies.OwnSession).Takes<TotpCodeBody>(MaxBody).Gives<RecoveryCodesAnswer>().Refuses(400, 409, 429).WithTags("Own account")
            .Named("renewRecoveryCodes", "Make new recovery codes", "Takes a code of the app. The recovery codes before are void.");
        api.MapDelete("/users/{name}/factors", Reset)
            .Signed(Permission.UsersManage).GivesNothing().Refuses(404).WithTags("Users")
            .Named(
                "resetFactors",
                "Remove a user's second factors",
                "For a user who lost them: codes, recovery codes and passkeys. The password alone signs in then.");
    }

    private static async Task<IResult> Get(HttpContext context, IGrainFactory grains, CancellationToken cancellationToken) =>
        Answer(await grains.OwnFactors(context).Get(context.Caller(), cancellationToken));

    private static async Task<IResult> Begin(HttpContext context, IGrainFactory grains, CancellationToken cancellationToken)
    {
        var begun = await grains.OwnFactors(context).BeginTotp(context.Caller(), cancellationToken);
        return begun.Succeeded
            ? TypedResults.Json(
                new TotpEnrolmentAnswer
                {
                    Secret = begun.Value.Secret.Value,
                    Uri = begun.Value.Uri.Value,
                    QrSvg = QrCode.Svg(begun.Value.Uri.Value),
                    ExpiresAt = begun.Value.ExpiresAt,
                },
                ApiJson.Default.TotpEnrolmentAnswer)
            : begun.Refusal.ToProblem();
    }

    private static async Task<IResult> Confirm(HttpContext context, IGrainFactory grains, CancellationToken cancellationToken)
    {
        var body = await context.ReadBody(ApiJson.Default.TotpCodeBody);
        return body.Succeeded
            ? Codes(await grains.OwnFactors(context).ConfirmTotp(new TotpCodeCommand(new SecretText(body.Value.Code), context.Caller()), cancellationToken))
            : body.Refusal.ToProblem();
    }

    private static async Task<IResult> Disable(HttpContext context, IGrainFactory grains, CancellationToken cancellationToken)
    {
        var body = await context.ReadBody(ApiJson.Default.FactorProofBody);
        return body.Succeeded
            ? Answer(await grains.OwnFactors(context).DisableTotp(new DisableTotpCommand(body.Value.ToProof(), context.Caller()), cancellationToken))
            : body.Refusal.ToProblem();
    }

    private static async Task<IResult> Renew(HttpContext context, IGrainFactory grains, CancellationToken cancellationToken)
    {
        var body = await context.ReadBody(ApiJson.Default.TotpCodeBody);
        return body.Succeeded
            ? Codes(await grains.OwnFactors(context).RenewRecoveryCodes(
                new TotpCodeCommand(new SecretText(body.Value.Code), context.Caller()), cancellationToken))
            : body.Refusal.ToProblem();
    }

    private static async Task<IResult> Reset(string name, HttpContext context, IGrainFactory grains, CancellationToken cancellationToken)
    {
        if (!UserName.TryParse(name, out var user))
        {
            return new Refusal(RefusalCode.NotFound, "There is no such user.").ToProblem();
        }

        var reset = await grains.SecondFactors(user).Reset(context.Caller(), cancellationToken);
        return reset.Succeeded ? TypedResults.NoContent() : reset.Refusal.ToProblem();
    }

    private static IResult Answer(Outcome<SecondFactors> factors) =>
        factors.Succeeded ? TypedResults.Json(TotpAnswer.Of(factors.Value), ApiJson.Default.TotpAnswer) : factors.Refusal.ToProblem();

    private static IResult Codes(Outcome<RecoveryCodes> codes) =>
        codes.Succeeded ? TypedResults.Json(RecoveryCodesAnswer.Of(codes.Value), ApiJson.Default.RecoveryCodesAnswer) : codes.Refusal.ToProblem();
}
