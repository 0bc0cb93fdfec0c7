using Ucm.Frontend.Http;
using Ucm.Frontend.Status;
using Ucm.Grains.Interfaces.Authorities;

namespace Ucm.Frontend.Protocols.Crl;

/// <summary>GET and HEAD <c>/crl/{authority}.crl</c> (RFC 5280 §4.2.1.13, RFC 2585 §3).</summary>
internal static class CrlEndpoints
{
    private const string RetryAfterSeconds = "5";

    public static IServiceCollection AddCrl(this IServiceCollection services) => services.AddSingleton<CrlSource>();

    public static void MapCrl(this IEndpointRouteBuilder routes) =>
        routes.MapMethods("/crl/{authority}.crl", [HttpMethods.Get, HttpMethods.Head], Get).AllowAnonymous().AllowPlainHttp().ExcludeFromDescription();

    private static async Task<IResult> Get(string authority, HttpContext context, CrlSource crls, AuthorityDirectory authorities, TimeProvider clock)
    {
        if (!AuthorityId.TryParse(authority, out var id) || (authorities.IsLoaded && authorities.Find(id) is null))
        {
            return Results.NotFound();
        }

        if (await crls.Find(id) is not { } crl)
        {
            context.Response.Headers.RetryAfter = RetryAfterSeconds;
            return Results.StatusCode(StatusCodes.Status503ServiceUnavailable);
        }

        var left = crl.NextUpdate - clock.GetUtcNow();
        return crl.Document.Serve(context, left > TimeSpan.Zero ? left : TimeSpan.Zero);
    }
}
