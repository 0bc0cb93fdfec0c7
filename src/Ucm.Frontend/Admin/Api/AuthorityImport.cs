using System.ComponentModel;
using System.Runtime.InteropServices;
using System.Text.Json.Serialization;
using Ucm.Frontend.Auth;
using Ucm.Grains.Interfaces;
using Ucm.Grains.Interfaces.Authorities;
using Ucm.Grains.Interfaces.Identity;
using Ucm.Grains.Interfaces.Outcomes;

namespace Ucm.Frontend.Admin.Api;

/// <summary>Takes over an authority from another product. The file goes to the silos as it came: no frontend opens it (docs/decisions/0012).</summary>
internal static class AuthorityImport
{
    /// <summary>The longest file that the silos read, in base64, and the rest.</summary>
    private const int MaxBody = 192 * 1024;

    public static void MapImport(this RouteGroupBuilder authorities) => authorities.MapPost("/{id}/import", Import)
        .Signed(Permission.AuthoritiesManage).Takes<ImportAuthorityBody>(MaxBody).Gives<AuthorityAnswer>().Refuses(400, 404, 409, 413, 422)
        .Named("importAuthority", "Import an authority", "Its key and certificate come from another product as PKCS#12. It is online then. Importing the same again changes nothing.");

    private static async Task<IResult> Import(string id, HttpContext context, IGrainFactory grains, CancellationToken cancellationToken)
    {
        if (!AuthorityId.TryParse(id, out var authority))
        {
            return CatalogEndpoints.NoSuchAuthority.ToProblem();
        }

        var body = await context.ReadBody(ApiJson.Default.ImportAuthorityBody);
        if (!body.Succeeded)
        {
            return body.Refusal.ToProblem();
        }

        AuthorityId? issuer = null;
        if (body.Value.Issuer is { } named)
        {
            if (!AuthorityId.TryParse(named, out var parsed))
            {
                return new Refusal(RefusalCode.Malformed, "The issuer is not an authority's identifier.").ToProblem();
            }

            issuer = parsed;
        }

        var command = new ImportAuthorityCommand(
            ImmutableCollectionsMarshal.AsImmutableArray(body.Value.Pkcs12), new SecretText(body.Value.Password), issuer, body.Value.CrlNumberFloor ?? 0, context.Caller());
        var outcome = await grains.Authority(authority).Import(command, cancellationToken);
        return outcome.Succeeded ? TypedResults.Json(CatalogEndpoints.Answer(outcome.Value), ApiJson.Default.AuthorityAnswer) : outcome.Refusal.ToProblem();
    }
}

// Sent: names are forever.
internal sealed class ImportAuthorityBody
{
    [Description("base64 of a PKCS#12 file: one private key, its certificate, and the issuers up to a root, unless they are here. At most 128 KiB.")]
    public required byte[] Pkcs12 { get; init; }

    [Description("Of the file; 1 to 256 characters.")]
    public required string Password { get; init; }

    [Description("The authority here that issued it; left out, one is looked for.")]
    public string? Issuer { get; init; }

    [JsonPropertyName("crl_number_floor")]
    [Description("The number of the last CRL that it published elsewhere; CRLs from here have greater ones. Left out when that was no more than the seconds since 1970.")]
    public long? CrlNumberFloor { get; init; }
}
