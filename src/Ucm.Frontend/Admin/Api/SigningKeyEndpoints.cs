using System.ComponentModel;
using System.Text.Json.Serialization;
using Ucm.Frontend.Auth;
using Ucm.Grains.Interfaces;
using Ucm.Grains.Interfaces.Identity;
using Ucm.Grains.Interfaces.Outcomes;

namespace Ucm.Frontend.Admin.Api;

/// <summary>The keys that sign access tokens.</summary>
internal static class SigningKeyEndpoints
{
    private const int MaxBody = 1024;

    public static void MapSigningKeys(this RouteGroupBuilder auth)
    {
        auth.MapGet("/signing-keys", List)
            .Signed(Permission.UsersRead).Gives<ListAnswer<SigningKeyAnswer>>().Refuses()
            .Named("listSigningKeys", "List the keys of access tokens", "The newest first. A key is in the list until the last of its tokens has expired.");
        auth.MapPost("/signing-keys/rotate", Rotate)
            .Signed(Permission.UsersManage).Takes<RotateBody>(MaxBody, optional: true).Gives<ListAnswer<SigningKeyAnswer>>().Refuses(400, 409)
            .Named(
                "rotateSigningKeys",
                "Make a new key for access tokens",
                "It signs within ten seconds, and what the others signed stays valid until it expires. With revoke it signs at once and the "
                    + "others verify nothing any more: clients refresh their tokens. Sessions go on.");
    }

    private static async Task<IResult> List(HttpContext context, IGrainFactory grains, CancellationToken cancellationToken) =>
        Answer(await grains.TokenKeys().List(context.Caller(), cancellationToken));

    private static async Task<IResult> Rotate(HttpContext context, IGrainFactory grains, CancellationToken cancellationToken)
    {
        var revoke = false;
        if (await context.HasBody())
        {
            var body = await context.ReadBody(ApiJson.Default.RotateBody);
            if (!body.Succeeded)
            {
                return body.Refusal.ToProblem();
            }

            revoke = body.Value.Revoke ?? false;
        }

        return Answer(await grains.TokenKeys().Rotate(new RotateTokenKeysCommand(revoke, context.Caller()), cancellationToken));
    }

    private static IResult Answer(Outcome<TokenKeyRing> ring) => ring.Succeeded
        ? TypedResults.Json(
            new ListAnswer<SigningKeyAnswer>
            {
                Items =
                [
                    .. ring.Value.Keys.Select(static key => new SigningKeyAnswer
                    {
                        Kid = key.Id,
                        CreatedAt = key.CreatedAt,
                        SignsFrom = key.SignsFrom,
                        VerifiesUntil = key.VerifiesUntil,
                    }),
                ],
            },
            ApiJson.Default.ListAnswerSigningKeyAnswer)
        : ring.Refusal.ToProblem();
}

internal sealed class RotateBody
{
    [Description("The keys there are verify nothing any more: for a key that may be in other hands.")]
    public bool? Revoke { get; init; }
}

// Sent: names are forever.
internal sealed record SigningKeyAnswer
{
    [Description("As in the header of its tokens.")]
    public required string Kid { get; init; }

    [JsonPropertyName("created_at")]
    public required DateTimeOffset CreatedAt { get; init; }

    [JsonPropertyName("signs_from")]
    public required DateTimeOffset SignsFrom { get; init; }

    [Description("When its last token expires; absent for the one that signs.")]
    [JsonPropertyName("verifies_until")]
    public DateTimeOffset? VerifiesUntil { get; init; }
}
