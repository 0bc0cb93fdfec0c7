using Ucm.Frontend.Http;
using Ucm.Frontend.Status;

namespace Ucm.Frontend.Protocols.Crl;

/// <summary>
/// GET and HEAD <c>/crl/{authority}.crl</c>, <c>/crl/{authority}-delta.crl</c>, and the same of a shard, <c>/crl/{authority}/{shard}.crl</c> (RFC 5280 §4.2.1.13,
/// RFC 2585 §3).
/// </summary>
internal static class CrlEndpoints
{
    private const string RetryAfterSeconds = "5";

    public static IServiceCollection AddCrl(this IServiceCollection services) => services.AddSingleton<CrlSource>();

    public static void MapCrl(this IEndpointRouteBuilder routes)
    {
        string[] methods = [HttpMethods.Get, HttpMethods.Head];
        routes.MapMethods("/crl/{name}.crl", methods, GetWhole).AllowAnonymous().AllowPlainHttp().ExcludeFromDescription();
        routes.MapMethods("/crl/{authority}/{name}.crl", methods, Get).AllowAnonymous().AllowPlainHttp().ExcludeFromDescription();
    }

    private static Task<IResult> GetWhole(string name, HttpContext context, CrlSource crls, AuthorityDirectory authorities, TimeProvider clock) =>
        Get(null, name, context, crls, authorities, clock);

    private static async Task<IResult> Get(string? authority, string name, HttpContext context, CrlSource crls, AuthorityDirectory authorities, TimeProvider clock)
    {
        if (CrlName.Find(authority, name, authorities) is not { } wanted)
        {
            return Results.NotFound();
        }

        while (await crls.Find(wanted) is { } crl)
        {
            if (crl.TryServe(context, clock.GetUtcNow()) is { } answer)
            {
                return answer;
            }
        }

        if (wanted.IsDelta && authorities.Find(wanted.Scope.Authority) is { Crl.DeltaInterval: null })
        {
            return Results.NotFound();
        }

        context.Response.Headers.RetryAfter = RetryAfterSeconds;
        return Results.StatusCode(StatusCodes.Status503ServiceUnavailable);
    }
}
