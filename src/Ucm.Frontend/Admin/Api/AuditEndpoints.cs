using System.Text.Json;
using Ucm.Frontend.Admin.Api.Queries;
using Ucm.Frontend.Auth;
using Ucm.Grains.Interfaces;
using Ucm.Grains.Interfaces.Audit;
using Ucm.Grains.Interfaces.Identity;

namespace Ucm.Frontend.Admin.Api;

/// <summary>The audit trail and the dashboard's counts.</summary>
internal static class AuditEndpoints
{
    private const int MaxLimit = 200;
    private const int DefaultLimit = 50;

    public static void MapAudit(this RouteGroupBuilder api)
    {
        api.MapGet("/audit", ListAudit).WithTags("Audit")
            .Signed(Permission.AuditRead).Queries(QueryParameter.Limit(MaxLimit, DefaultLimit), QueryParameter.Cursor())
            .Gives<ListAnswer<AuditAnswer>>().Refuses(400)
            .Named("listAudit", "List the audit trail", "Newest first, a page at a time.");
        api.MapGet("/stats", Stats).WithTags("Statistics")
            .Signed(Permission.CertificatesRead).Gives<StatsAnswer>().Refuses()
            .Named("getStats", "Count certificates and authorities", "At the time of the answer.");
    }

    private static async Task<IResult> ListAudit(HttpContext context, IGrainFactory grains, CancellationToken cancellationToken)
    {
        var query = context.Request.Query;
        var page = await grains.Search().ListAudit(query.Text("cursor"), query.Limit(DefaultLimit), context.Caller(), cancellationToken);
        return page.Succeeded
            ? TypedResults.Json(
                new ListAnswer<AuditAnswer> { Items = [.. page.Value.Items.Select(Answer)], Next = page.Value.Next }, ApiJson.Default.ListAnswerAuditAnswer)
            : page.Refusal.ToProblem();
    }

    private static async Task<IResult> Stats(HttpContext context, IGrainFactory grains, CancellationToken cancellationToken)
    {
        var counts = await grains.Search().CountCertificates(context.Caller(), cancellationToken);
        if (!counts.Succeeded)
        {
            return counts.Refusal.ToProblem();
        }

        var catalog = await grains.AuthorityCatalog().List(cancellationToken);
        var certificates = new CertificateStats
        {
            Valid = counts.Value.Valid,
            ExpiringIn30Days = counts.Value.ExpiringIn30Days,
            Expired = counts.Value.Expired,
            Revoked = counts.Value.Revoked,
            IssuedLast24Hours = counts.Value.IssuedLast24Hours,
        };
        return TypedResults.Json(new StatsAnswer { Certificates = certificates, Authorities = catalog.Authorities.Length }, ApiJson.Default.StatsAnswer);
    }

    private static AuditAnswer Answer(AuditRecord record) => new()
    {
        Id = record.Id,
        At = record.At,
        Actor = record.Actor,
        Address = record.Address,
        Action = record.Action,
        Target = record.Target,
        Detail = JsonElement.Parse(record.Detail),
    };
}
