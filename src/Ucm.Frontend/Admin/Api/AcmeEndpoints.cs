using System.ComponentModel;
using System.Text.Json.Serialization;
using Ucm.Frontend.Admin.Api.Objects;
using Ucm.Frontend.Admin.Api.Queries;
using Ucm.Frontend.Auth;
using Ucm.Grains.Interfaces;
using Ucm.Grains.Interfaces.Acme;
using Ucm.Grains.Interfaces.Documents;
using Ucm.Grains.Interfaces.Identity;

namespace Ucm.Frontend.Admin.Api;

/// <summary>ACME for administrators: its servers, which are objects like others, and lists of accounts and orders.</summary>
internal static class AcmeEndpoints
{
    private const int MaxLimit = 500;
    private const int DefaultLimit = 100;

    private static readonly ObjectNoun Server = new("acme-server", "AcmeServer", "AcmeServers", Permission.AcmeRead, Permission.AcmeManage)
    {
        Singular = "ACME server",
        Plural = "ACME servers",
    };

    private static readonly QueryParameter[] Common =
        [QueryParameter.Limit(MaxLimit, DefaultLimit), QueryParameter.Cursor(), QueryParameter.Text("server", "Made at this ACME server.")];

    public static void MapAcmeAdministration(this RouteGroupBuilder api)
    {
        var acme = api.MapGroup("/acme").WithTags("ACME");
        new ObjectRoutes<AcmeServerBody, AcmeServerAnswer>(Server).Map(acme.MapGroup("/servers"));
        acme.MapGet("/accounts", ListAccounts)
            .Signed(Permission.AcmeRead)
            .Queries(
                [
                    .. Common,
                    QueryParameter.Choice("status", "Any when absent.", "valid", "deactivated", "revoked"),
                    QueryParameter.Text("external_account", "Bound to the external account of this key id."),
                ])
            .Gives<ListAnswer<AcmeAccountAnswer>>().Refuses(400)
            .Named("listAcmeAccounts", "List ACME accounts", "Newest first, a page at a time.");
        acme.MapPost("/accounts/{id}/revoke", RevokeAccount)
            .Signed(Permission.AcmeManage).Gives<AcmeAccountAnswer>().Refuses(404)
            .Named("revokeAcmeAccount", "Revoke an ACME account", "It can do nothing more, for good. Its certificates stay as they are.");
        acme.MapGet("/orders", ListOrders)
            .Signed(Permission.AcmeRead)
            .Queries(
                [
                    .. Common,
                    QueryParameter.Choice("status", "Any when absent.", "pending", "ready", "processing", "valid", "invalid"),
                    QueryParameter.Text("account", "Of the account of this id."),
                ])
            .Gives<ListAnswer<AcmeOrderAnswer>>().Refuses(400)
            .Named("listAcmeOrders", "List ACME orders", "Newest first, a page at a time; those that expired until they are deleted.");
    }

    private static async Task<IResult> ListAccounts(HttpContext context, IGrainFactory grains, CancellationToken cancellationToken)
    {
        var page = await grains.AcmeSearch().ListAccounts(Query(context), context.Caller(), cancellationToken);
        return page.Succeeded
            ? TypedResults.Json(
                new ListAnswer<AcmeAccountAnswer> { Items = [.. page.Value.Items.Select(AcmeAccountAnswer.Of)], Next = page.Value.Next },
                ApiJson.Default.ListAnswerAcmeAccountAnswer)
            : page.Refusal.ToProblem();
    }

    private static async Task<IResult> ListOrders(HttpContext context, IGrainFactory grains, CancellationToken cancellationToken)
    {
        var page = await grains.AcmeSearch().ListOrders(Query(context), context.Caller(), cancellationToken);
        return page.Succeeded
            ? TypedResults.Json(
                new ListAnswer<AcmeOrderAnswer> { Items = [.. page.Value.Items.Select(AcmeOrderAnswer.Of)], Next = page.Value.Next },
                ApiJson.Default.ListAnswerAcmeOrderAnswer)
            : page.Refusal.ToProblem();
    }

    private static async Task<IResult> RevokeAccount(string id, HttpContext context, IGrainFactory grains, CancellationToken cancellationToken)
    {
        var revoked = await grains.AcmeAccount(id).Revoke(context.Caller(), cancellationToken);
        return revoked.Succeeded ? TypedResults.Json(AcmeAccountAnswer.Of(revoked.Value), ApiJson.Default.AcmeAccountAnswer) : revoked.Refusal.ToProblem();
    }

    private static AcmeListQuery Query(HttpContext context)
    {
        var asked = context.Request.Query;
        return new AcmeListQuery(asked.Text("cursor"), asked.Limit(DefaultLimit))
        {
            Server = asked.Text("server"),
            Status = asked.Text("status"),
            Account = asked.Text("account"),
            ExternalAccount = asked.Text("external_account"),
        };
    }
}

// Sent: names are forever.
[Description("An ACME server to be made or changed. copy_of: the server that is copied first; the other members then change the copy.")]
internal sealed record AcmeServerBody : AcmeServerDocument
{
    [Description("1 to 64 lower-case letters, digits, hyphens and dots. The directory is at /acme/{name}/directory.")]
    public string? Name { get; init; }

    [JsonPropertyName("copy_of")]
    public string? CopyOf { get; init; }

    [Description("Why it is changed; kept with the version.")]
    public string? Comment { get; init; }
}

internal sealed record AcmeServerAnswer : AcmeServerDocument
{
    public required string Name { get; init; }

    public required long Version { get; init; }

    [Description("enabled or disabled.")]
    public required string Status { get; init; }

    [JsonPropertyName("built_in")]
    [Description("A first value that nobody has stored yet.")]
    public required bool BuiltIn { get; init; }

    [JsonPropertyName("changed_at")]
    public DateTimeOffset? ChangedAt { get; init; }

    [JsonPropertyName("changed_by")]
    public string? ChangedBy { get; init; }
}
