using System.ComponentModel;
using System.Globalization;
using System.Security.Cryptography;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using Microsoft.IdentityModel.Tokens;
using Ucm.Frontend.Admin.Api.Objects;
using Ucm.Frontend.Admin.Api.Queries;
using Ucm.Frontend.Auth;
using Ucm.Grains.Interfaces;
using Ucm.Grains.Interfaces.Documents;
using Ucm.Grains.Interfaces.Identity;
using Ucm.Grains.Interfaces.Outcomes;

namespace Ucm.Frontend.Admin.Api.Access;

/// <summary>API tokens: everybody's own, and those of others for whoever manages users.</summary>
internal static class TokenEndpoints
{
    private const int DefaultLimit = 100;
    private const int MaxLimit = 500;
    private const int MaxBody = 16 * 1024;
    private const int IdSize = 16;

    private static readonly QueryParameter[] ListParameters =
    [
        QueryParameter.Limit(MaxLimit, DefaultLimit),
        QueryParameter.Text("cursor", "next of the page before.", null, "next of the page before", ApiTokenText.IsId),
        QueryParameter.Text("user", "Whose; one's own when absent. Others' need users:read. * for everybody's."),
    ];

    public static void MapTokens(this RouteGroupBuilder api)
    {
        var tokens = api.MapGroup("/tokens").WithTags("API tokens");
        tokens.MapGet("/", List)
            .Signed(ApiPolicies.SignedIn).Queries(ListParameters).Gives<ListAnswer<TokenListAnswer>>().Refuses(400)
            .Named("listTokens", "List API tokens", "Never with their secrets.");
        tokens.MapPost("/", Create)
            .Signed(ApiPolicies.OwnSession).Takes<TokenBody>(MaxBody).Gives<NewTokenAnswer>(StatusCodes.Status201Created).Refuses(400, 409)
            .Named(
                "createToken",
                "Create an API token",
                "Used as Authorization: Bearer. token is in this answer only. It never gives more than its user has at the moment, and ends with him.");
        tokens.MapGet("/{id}", Get)
            .Signed(ApiPolicies.SignedIn).Gives<TokenListAnswer>().Refuses(404)
            .Named("getToken", "Read an API token", "With when it was last used, to ten minutes.");
        tokens.MapDelete("/{id}", Revoke)
            .Signed(ApiPolicies.SignedIn).GivesNothing().Refuses(404)
            .Named("revokeToken", "Revoke an API token", "It stops working everywhere within a second.");
    }

    private static async Task<IResult> List(HttpContext context, IGrainFactory grains, CancellationToken cancellationToken)
    {
        var caller = context.Caller();
        var asked = context.Request.Query;
        var user = asked.Text("user") ?? caller.User;
        var query = new ListApiTokensQuery(user == "*" ? null : user, asked.Text("cursor"), asked.Limit(DefaultLimit), caller);
        var page = await grains.ApiTokens().List(query, cancellationToken);
        return page.Succeeded
            ? ObjectAnswers.Json(new JsonObject
            {
                ["items"] = new JsonArray([.. page.Value.Objects.Select(static known => ToJson(known.Key.Name, known.Content))]),
                ["next"] = page.Value.Next,
            })
            : page.Refusal.ToProblem();
    }

    private static async Task<IResult> Create(HttpContext context, IGrainFactory grains, CancellationToken cancellationToken)
    {
        var body = await ObjectBody.Read(context);
        if (!body.Succeeded)
        {
            return body.Refusal.ToProblem();
        }

        body.Value.Content["name"] = body.Value.Name;
        if (body.Value.Name is null)
        {
            body.Value.Content.Remove("name");
        }

        var id = Base64UrlEncoder.Encode(RandomNumberGenerator.GetBytes(IdSize));
        var created = await grains.ApiToken(id).Create(new CreateApiTokenCommand(body.Value.Content.ToJsonString(), context.Caller()), cancellationToken);
        if (!created.Succeeded)
        {
            return created.Refusal.ToProblem();
        }

        var answer = ToJson(created.Value.View.Id, created.Value.View.Content);
        answer["token"] = created.Value.Token.Value;
        context.Response.Headers.Location = $"{context.Request.Path.ToString().TrimEnd('/')}/{id}";
        return ObjectAnswers.Json(answer, StatusCodes.Status201Created);
    }

    private static async Task<IResult> Get(string id, HttpContext context, IGrainFactory grains, CancellationToken cancellationToken)
    {
        if (!ApiTokenText.IsId(id))
        {
            return NoToken();
        }

        var found = await grains.ApiToken(id).Get(context.Caller(), cancellationToken);
        if (!found.Succeeded)
        {
            return found.Refusal.ToProblem();
        }

        var answer = ToJson(found.Value.Id, found.Value.Content);
        if (found.Value.LastUsedAt is { } used)
        {
            answer["last_used_at"] = used.UtcDateTime.ToString("O", CultureInfo.InvariantCulture);
        }

        return ObjectAnswers.Json(answer);
    }

    private static async Task<IResult> Revoke(string id, HttpContext context, IGrainFactory grains, CancellationToken cancellationToken)
    {
        if (!ApiTokenText.IsId(id))
        {
            return NoToken();
        }

        var revoked = await grains.ApiToken(id).Revoke(context.Caller(), cancellationToken);
        return revoked.Succeeded ? TypedResults.NoContent() : revoked.Refusal.ToProblem();
    }

    private static JsonObject ToJson(string id, string content)
    {
        var answer = new JsonObject { ["id"] = id };
        foreach (var (name, value) in JsonNode.Parse(content)!.AsObject())
        {
            answer[name] = value?.DeepClone();
        }

        return answer;
    }

    private static ProblemResult NoToken() => new(new Refusal(RefusalCode.NotFound, "There is no such API token."));
}

// Sent: names are forever.
[Description("An API token to be made.")]
internal sealed record TokenBody : TokenDocument;

internal record TokenListAnswer : TokenDocument
{
    public required string Id { get; init; }

    [JsonPropertyName("last_used_at")]
    [Description("To ten minutes; in the answer about one token only.")]
    public DateTimeOffset? LastUsedAt { get; init; }
}

internal sealed record NewTokenAnswer : TokenListAnswer
{
    [Description("The token. Nobody can tell it again.")]
    public required string Token { get; init; }
}
