using Ucm.Frontend.Auth;
using Ucm.Grains.Interfaces;
using Ucm.Grains.Interfaces.Authorities;
using Ucm.Grains.Interfaces.Identity;

namespace Ucm.Frontend.Admin.Api;

/// <summary>Takes an authority out of service, back into it, or out of it for good. In force on every silo within a second (law 8).</summary>
internal static class AuthorityLifecycle
{
    public static void MapLifecycle(this RouteGroupBuilder authorities)
    {
        Map(authorities, "suspend", AuthorityStatus.Offline, "Suspend an authority", "It issues nothing until it is resumed. Its CRLs and the status of its certificates go on.");
        Map(authorities, "resume", AuthorityStatus.Online, "Resume an authority", "It issues again. One that is retired stays retired.");
        Map(authorities, "retire", AuthorityStatus.Retired, "Retire an authority", "It never issues again. Its CRLs and the status of its certificates go on.");
    }

    private static void Map(RouteGroupBuilder authorities, string verb, AuthorityStatus status, string summary, string description) =>
        authorities.MapPost(
                "/{id}/" + verb,
                (string id, HttpContext context, IGrainFactory grains, CancellationToken cancellationToken) => Set(id, status, context, grains, cancellationToken))
            .Signed(Permission.AuthoritiesManage).Gives<AuthorityAnswer>().Refuses(404, 409)
            .Named(verb + "Authority", summary, description);

    private static async Task<IResult> Set(string id, AuthorityStatus status, HttpContext context, IGrainFactory grains, CancellationToken cancellationToken)
    {
        if (!AuthorityId.TryParse(id, out var authority))
        {
            return CatalogEndpoints.NoSuchAuthority.ToProblem();
        }

        var outcome = await grains.Authority(authority).SetStatus(status, context.Caller(), cancellationToken);
        return outcome.Succeeded ? TypedResults.Json(CatalogEndpoints.Answer(outcome.Value), ApiJson.Default.AuthorityAnswer) : outcome.Refusal.ToProblem();
    }
}
