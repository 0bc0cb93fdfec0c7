using System.Collections.Immutable;
using System.Security.Cryptography;
using System.Text;
using Ucm.Frontend.Http;
using Ucm.Frontend.Status;
using Ucm.Grains.Interfaces.Authorities;

namespace Ucm.Frontend.Protocols.Aia;

/// <summary>GET and HEAD <c>/ca/{authority}.crt</c> (DER, RFC 5280 §4.2.2.1) and <c>.pem</c> (with <c>?chain=true</c> up to the root).</summary>
internal static class AiaEndpoints
{
    private static readonly TimeSpan MaxAge = TimeSpan.FromHours(1);

    public static void MapAia(this IEndpointRouteBuilder routes)
    {
        string[] methods = [HttpMethods.Get, HttpMethods.Head];
        routes.MapMethods("/ca/{authority}.crt", methods, GetDer).AllowAnonymous().AllowPlainHttp().ExcludeFromDescription();
        routes.MapMethods("/ca/{authority}.pem", methods, GetPem).AllowAnonymous().AllowPlainHttp().ExcludeFromDescription();
    }

    private static IResult GetDer(string authority, HttpContext context, AuthorityDirectory authorities) => Find(authority, authorities) is { } found
        ? new StatusDocument(found.Certificate, "application/pkix-cert", found.NotBefore).Serve(context, MaxAge)
        : Results.NotFound();

    private static IResult GetPem(string authority, bool? chain, HttpContext context, AuthorityDirectory authorities)
    {
        if (Find(authority, authorities) is not { } found)
        {
            return Results.NotFound();
        }

        ImmutableArray<ImmutableArray<byte>> certificates = chain == true ? [found.Certificate, .. found.Chain] : [found.Certificate];
        var text = string.Concat(certificates.Select(static certificate => PemEncoding.WriteString("CERTIFICATE", certificate.AsSpan()) + "\n"));
        return new StatusDocument([.. Encoding.ASCII.GetBytes(text)], "application/x-pem-file", found.NotBefore).Serve(context, MaxAge);
    }

    private static AuthoritySnapshot? Find(string slug, AuthorityDirectory authorities) =>
        AuthorityId.TryParse(slug, out var id) && authorities.Find(id) is { } found && !found.Certificate.IsDefaultOrEmpty ? found : null;
}
