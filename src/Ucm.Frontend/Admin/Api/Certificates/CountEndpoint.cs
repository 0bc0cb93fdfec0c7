using System.ComponentModel;
using Ucm.Frontend.Admin.Api.Queries;
using Ucm.Frontend.Auth;
using Ucm.Grains.Interfaces;
using Ucm.Grains.Interfaces.Certificates;
using Ucm.Grains.Interfaces.Identity;

namespace Ucm.Frontend.Admin.Api.Certificates;

/// <summary><c>GET /api/certificates/count</c>: how many certificates the filters select.</summary>
internal static class CountEndpoint
{
    public static void MapCount(this RouteGroupBuilder certificates) => certificates.MapGet("/count", Count)
        .Signed(Permission.CertificatesRead).Queries(CertificateFilter.Filters).Gives<CountAnswer>().Refuses(400)
        .Named("countCertificates", "Count certificates", $"With the filters of the list. Exact up to {MatchCount.Most}; with exact false there are more than that.");

    private static async Task<IResult> Count(HttpContext context, IGrainFactory grains, TimeProvider clock, CancellationToken cancellationToken)
    {
        var count = await grains.Search().CountMatching(CertificateFilter.Read(context.Request.Query, clock.GetUtcNow()), context.Caller(), cancellationToken);
        return count.Succeeded
            ? TypedResults.Json(new CountAnswer { Count = count.Value.Count, Exact = count.Value.IsExact }, ApiJson.Default.CountAnswer)
            : count.Refusal.ToProblem();
    }
}

// Sent: names are forever.
internal sealed class CountAnswer
{
    public required long Count { get; init; }

    [Description("False when there are more: counting stopped there.")]
    public required bool Exact { get; init; }
}
