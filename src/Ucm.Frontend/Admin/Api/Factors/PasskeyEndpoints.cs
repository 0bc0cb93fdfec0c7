using System.Text.Json.Nodes;
using Ucm.Frontend.Auth;
using Ucm.Grains.Interfaces.Identity.Factors;

namespace Ucm.Frontend.Admin.Api.Factors;

/// <summary>One's own passkeys. What browsers say goes to the silos as it came; they check it.</summary>
internal static class PasskeyEndpoints
{
    private const int MaxBody = 16 * 1024;
    private const int MaxCredential = AddPasskeyCommand.MaxCredential + MaxBody;

    public static void MapPasskeys(this RouteGroupBuilder api)
    {
        var passkeys = api.MapGroup("/me/passkeys").WithTags("Own account");
        passkeys.MapGet("/", List)
            .Signed(ApiPolicies.OwnSession).Gives<ListAnswer<PasskeyAnswer>>().Refuses()
            .Named("listPasskeys", "List one's passkeys", "All of them; there are twenty at most.");
        passkeys.MapPost("/options", Begin)
            .Signed(ApiPolicies.OwnSession).Gives<JsonObject>().Refuses(409)
            .Named(
                "beginPasskey",
                "Begin a passkey",
                "PublicKeyCredentialCreationOptionsJSON of WebAuthn, for navigator.credentials.create(). Good for five minutes.");
        passkeys.MapPost("/", Add)
            .Signed(ApiPolicies.OwnSession).Takes<PasskeyBody>(MaxCredential).Gives<AddedPasskeyAnswer>(StatusCodes.Status201Created).Refuses(400, 409, 413, 422)
            .Named(
                "addPasskey",
                "Register a passkey",
                "The first factor of a user gives recovery codes too, this once. Each sign-in by password asks for a second factor from now on.");
        passkeys.MapPatch("/{id}", Rename)
            .Signed(ApiPolicies.OwnSession).Takes<PasskeyNameBody>(MaxBody).Gives<PasskeyAnswer>().Refuses(400, 404)
            .Named("renamePasskey", "Rename a passkey", "The name is for the user alone.");
        passkeys.MapDelete("/{id}", Remove)
            .Signed(ApiPolicies.OwnSession).Takes<FactorProofBody>(MaxBody, optional: true).GivesNothing().Refuses(400, 404, 429)
            .Named("removePasskey", "Remove a passkey", "It signs in nobody from now on. The last factor of a user needs the password or a code in the body.");
    }

    private static async Task<IResult> List(HttpContext context, IGrainFactory grains, CancellationToken cancellationToken)
    {
        var factors = await grains.OwnFactors(context).Get(context.Caller(), cancellationToken);
        return factors.Succeeded
            ? TypedResults.Json(
                new ListAnswer<PasskeyAnswer> { Items = [.. factors.Value.Passkeys.Select(PasskeyAnswer.Of)] },
                ApiJson.Default.ListAnswerPasskeyAnswer)
            : factors.Refusal.ToProblem();
    }

    private static async Task<IResult> Begin(HttpContext context, IGrainFactory grains, CancellationToken cancellationToken)
    {
        var options = await grains.OwnFactors(context).BeginPasskey(context.Caller(), cancellationToken);
        return options.Succeeded ? TypedResults.Content(options.Value.Json, "application/json") : options.Refusal.ToProblem();
    }

    private static async Task<IResult> Add(HttpContext context, IGrainFactory grains, CancellationToken cancellationToken)
    {
        var body = await context.ReadBody(ApiJson.Default.PasskeyBody);
        if (!body.Succeeded)
        {
            return body.Refusal.ToProblem();
        }

        var command = new AddPasskeyCommand(body.Value.Name, body.Value.Credential.ToJsonString(), context.Caller());
        var added = await grains.OwnFactors(context).AddPasskey(command, cancellationToken);
        return added.Succeeded
            ? TypedResults.Json(AddedPasskeyAnswer.Of(added.Value), ApiJson.Default.AddedPasskeyAnswer, statusCode: StatusCodes.Status201Created)
            : added.Refusal.ToProblem();
    }

    private static async Task<IResult> Rename(string id, HttpContext context, IGrainFactory grains, CancellationToken cancellationToken)
    {
        var body = await context.ReadBody(ApiJson.Default.PasskeyNameBody);
        if (!body.Succeeded)
        {
            return body.Refusal.ToProblem();
        }

        var renamed = await grains.OwnFactors(context).RenamePasskey(new RenamePasskeyCommand(id, body.Value.Name, context.Caller()), cancellationToken);
        return renamed.Succeeded ? TypedResults.Json(PasskeyAnswer.Of(renamed.Value), ApiJson.Default.PasskeyAnswer) : renamed.Refusal.ToProblem();
    }

    private static async Task<IResult> Remove(string id, HttpContext context, IGrainFactory grains, CancellationToken cancellationToken)
    {
        FactorProof? proof = null;
        if (await context.HasBody())
        {
            var body = await context.ReadBody(ApiJson.Default.FactorProofBody);
            if (!body.Succeeded)
            {
                return body.Refusal.ToProblem();
            }

            proof = body.Value.ToProof();
        }

        var removed = await grains.OwnFactors(context).RemovePasskey(new RemovePasskeyCommand(id, proof, context.Caller()), cancellationToken);
        return removed.Succeeded ? TypedResults.NoContent() : removed.Refusal.ToProblem();
    }
}
