using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using Ucm.Frontend.Admin.Api.Objects;
using Ucm.Frontend.Admin.Api.Queries;
using Ucm.Frontend.Auth;
using Ucm.Grains.Interfaces;
using Ucm.Grains.Interfaces.Acme.ExternalAccounts;
using Ucm.Grains.Interfaces.Identity;
using Ucm.Grains.Interfaces.Outcomes;

namespace Ucm.Frontend.Admin.Api.ExternalAccounts;

/// <summary>
/// External account keys of ACME (RFC 8555 §7.3.4): list, create, read, change, rotate, enable, disable. The secret is told by create and rotate
/// only.
/// </summary>
internal static class ExternalAccountEndpoints
{
    private const int DefaultLimit = 100;
    private const int MaxLimit = 500;

    private static readonly QueryParameter[] ListParameters =
    [
        QueryParameter.Limit(MaxLimit, DefaultLimit),
        QueryParameter.Text("cursor", "next of the page before.", null, "next of the page before", IsKid),
        QueryParameter.Text("q", "Part of the name."),
        QueryParameter.Text("server", "The ACME server that the keys are for."),
        QueryParameter.Choice("status", "Any when absent.", "enabled", "disabled"),
    ];

    public static void MapExternalAccounts(this RouteGroupBuilder api)
    {
        var keys = api.MapGroup("/acme/external-accounts").WithTags("ACME");
        keys.MapGet("/", List)
            .Signed(Permission.AcmeRead).Queries(ListParameters).Gives<ListAnswer<ExternalAccountAnswer>>().Refuses(400)
            .Named("listExternalAccounts", "List external account keys", "By kid, a page at a time. Secrets are never shown.");
        keys.MapPost("/", Create)
            .Signed(Permission.AcmeManage).Takes<ExternalAccountBody>(ObjectBody.MaxOctets)
            .Gives<ExternalAccountSecretAnswer>(StatusCodes.Status201Created).Refuses(400, 422)
            .Named(
                "createExternalAccount",
                "Create an external account key",
                "hmac_key is in this answer only. With an Idempotency-Key the same request again gives the same key, without hmac_key.");
        keys.MapGet("/{kid}", Get)
            .Signed(Permission.AcmeRead).Gives<ExternalAccountAnswer>().Refuses(404)
            .Named("getExternalAccount", "Read an external account key", "Its ETag is what If-Match takes.");
        keys.MapPatch("/{kid}", Change)
            .Signed(Permission.AcmeManage).Takes<ExternalAccountBody>(ObjectBody.MaxOctets).Gives<ExternalAccountAnswer>().Refuses(400, 404, 412)
            .Named("changeExternalAccount", "Change an external account key", "A merge patch (RFC 7396). Orders that are finalized after it follow it.");
        keys.MapPost("/{kid}/rotate", Rotate)
            .Signed(Permission.AcmeManage).Gives<ExternalAccountSecretAnswer>().Refuses(404, 412)
            .Named(
                "rotateExternalAccount",
                "Give an external account key another secret",
                "The one before is void at once. Accounts stay bound. hmac_key is in this answer only.");
        MapStatus(keys, "enable", ExternalAccountKeyStatus.Enabled, "It can be used again.");
        MapStatus(keys, "disable", ExternalAccountKeyStatus.Disabled, "No account is bound by it, and its accounts order nothing, until it is enabled.");
    }

    private static void MapStatus(RouteGroupBuilder keys, string verb, ExternalAccountKeyStatus status, string description) =>
        keys.MapPost(
                $"/{{kid}}/{verb}",
                (string kid, HttpContext context, IGrainFactory grains, CancellationToken token) => SetStatus(kid, status, context, grains, token))
            .Signed(Permission.AcmeManage).Gives<ExternalAccountAnswer>().Refuses(404, 412)
            .Named($"{verb}ExternalAccount", $"{char.ToUpperInvariant(verb[0])}{verb[1..]} an external account key", description);

    private static async Task<IResult> List(HttpContext context, IGrainFactory grains, CancellationToken cancellationToken)
    {
        var asked = context.Request.Query;
        ExternalAccountKeyStatus? status = asked.Text("status") switch
        {
            "enabled" => ExternalAccountKeyStatus.Enabled,
            "disabled" => ExternalAccountKeyStatus.Disabled,
            _ => null,
        };
        var query = new ListExternalAccountKeysQuery(
            asked.Text("server"), status, asked.Text("q"), asked.Text("cursor"), asked.Limit(DefaultLimit), context.Caller());
        var page = await grains.ExternalAccounts().List(query, cancellationToken);
        return page.Succeeded
            ? ObjectAnswers.Json(new JsonObject
            {
                ["items"] = new JsonArray([.. page.Value.Keys.Select(ExternalAccountAnswers.ToJson)]),
                ["next"] = page.Value.Next,
            })
            : page.Refusal.ToProblem();
    }

    private static async Task<IResult> Create(HttpContext context, IGrainFactory grains, CancellationToken cancellationToken)
    {
        var caller = context.Caller();
        var body = await ExternalAccountAnswers.ReadBody(context);
        if ((IssueRequests.TryRequestId(context, caller.Name, out var request) ?? body.Refusal) is { } refusal)
        {
            return refusal.ToProblem();
        }

        // The same request id is the same kid: the key's grain knows then that it was made before.
        var kid = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes($"acme-external-account {request.Value}")).AsSpan(0, 16));
        var created = await grains.ExternalAccountKey(kid).Create(new CreateExternalAccountKeyCommand(body.Value!.ToJsonString(), caller), cancellationToken);
        if (created.Succeeded)
        {
            context.Response.Headers.Location = $"{context.Request.Path.ToString().TrimEnd('/')}/{kid}";
            if (created.Value.Secret.IsEmpty)
            {
                context.Response.Headers["Idempotency-Replayed"] = "true";
            }
        }

        return ExternalAccountAnswers.Show(created, context, StatusCodes.Status201Created);
    }

    private static async Task<IResult> Get(string kid, HttpContext context, IGrainFactory grains, CancellationToken cancellationToken) =>
        IsKid(kid) ? ExternalAccountAnswers.Show(await grains.ExternalAccountKey(kid).Get(context.Caller(), cancellationToken), context) : NoSuchKey();

    private static async Task<IResult> Change(string kid, HttpContext context, IGrainFactory grains, CancellationToken cancellationToken)
    {
        var body = await ExternalAccountAnswers.ReadBody(context);
        long? expected = null;
        if ((body.Refusal ?? ObjectAnswers.TryIfMatch(context, out expected)) is { } refusal)
        {
            return refusal.ToProblem();
        }

        var command = new ChangeExternalAccountKeyCommand(body.Value!.ToJsonString(), expected, context.Caller());
        return IsKid(kid) ? ExternalAccountAnswers.Show(await grains.ExternalAccountKey(kid).Change(command, cancellationToken), context) : NoSuchKey();
    }

    private static async Task<IResult> Rotate(string kid, HttpContext context, IGrainFactory grains, CancellationToken cancellationToken)
    {
        if (ObjectAnswers.TryIfMatch(context, out var expected) is { } refusal)
        {
            return refusal.ToProblem();
        }

        var command = new RotateExternalAccountKeyCommand(expected, context.Caller());
        return IsKid(kid) ? ExternalAccountAnswers.Show(await grains.ExternalAccountKey(kid).Rotate(command, cancellationToken), context) : NoSuchKey();
    }

    private static async Task<IResult> SetStatus(
        string kid, ExternalAccountKeyStatus status, HttpContext context, IGrainFactory grains, CancellationToken cancellationToken)
    {
        if (ObjectAnswers.TryIfMatch(context, out var expected) is { } refusal)
        {
            return refusal.ToProblem();
        }

        var command = new SetExternalAccountKeyStatusCommand(status, expected, context.Caller());
        return IsKid(kid) ? ExternalAccountAnswers.Show(await grains.ExternalAccountKey(kid).SetStatus(command, cancellationToken), context) : NoSuchKey();
    }

    private static bool IsKid(string text) => text.Length == 32 && text.All(char.IsAsciiHexDigitLower);

    private static ProblemResult NoSuchKey() => new(new Refusal(RefusalCode.NotFound, "There is no such external account key."));
}
