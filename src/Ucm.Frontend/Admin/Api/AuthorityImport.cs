using System.Collections.Immutable;
using System.ComponentModel;
using System.Globalization;
using System.Numerics;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text;
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
    /// <summary>Octets. The silos read no file that is as long.</summary>
    private const int MaxFile = 144 * 1024;

    /// <summary>File and CRL in base64, and the rest.</summary>
    public const int MaxBody = (MaxFile / 3 * 4) + (ImportAuthorityCommand.MaxCrl / 2 * 3);

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

        var source = new ImportAuthorityCommand(ImmutableCollectionsMarshal.AsImmutableArray(body.Value.Pkcs12), new SecretText(body.Value.Password), null, 0, context.Caller());
        var command = Complete(source, body.Value.Issuer, body.Value.CrlNumberFloor, body.Value.Crl);
        return command.Succeeded ? Answer(await grains.Authority(authority).Import(command.Value, cancellationToken)) : command.Refusal.ToProblem();
    }

    public static IResult Answer(Outcome<AuthoritySnapshot> outcome) =>
        outcome.Succeeded ? TypedResults.Json(CatalogEndpoints.Answer(outcome.Value), ApiJson.Default.AuthorityAnswer) : outcome.Refusal.ToProblem();

    /// <summary>With what every kind of import may say beside certificate and key.</summary>
    public static Outcome<ImportAuthorityCommand> Complete(ImportAuthorityCommand source, string? issuer, BigInteger? floor, string? lastCrl)
    {
        if (source.Pkcs12.Length > MaxFile)
        {
            throw new BadHttpRequestException("The PKCS#12 file is too long.", StatusCodes.Status413PayloadTooLarge);
        }

        AuthorityId? named = null;
        if (issuer is not null)
        {
            if (!AuthorityId.TryParse(issuer, out var parsed))
            {
                return new Refusal(RefusalCode.Malformed, "The issuer is not an authority's identifier.");
            }

            named = parsed;
        }

        var (small, large) = Split(floor ?? BigInteger.Zero);
        return TryReadCrl(lastCrl, out var crl)
            ? source with { Issuer = named, CrlNumberFloor = small, LargeCrlNumberFloor = large, LastCrl = crl }
            : new Refusal(RefusalCode.Malformed, "The value of 'crl' is not a CRL in PEM, or in base64 of DER or PEM.");
    }

    private static (long Small, string? Large) Split(BigInteger floor) =>
        floor <= ImportAuthorityCommand.MaxCrlNumberFloor ? ((long)floor, null) : (0, floor.ToString(CultureInfo.InvariantCulture));

    /// <summary>DER; whether it is a CRL is the silo's to say.</summary>
    private static bool TryReadCrl(string? text, out ImmutableArray<byte> der)
    {
        der = [];
        if (text is null || TryReadPem(text, out der))
        {
            return true;
        }

        var octets = new byte[text.Length];
        if (!Convert.TryFromBase64String(text, octets, out var length))
        {
            return false;
        }

        if (!TryReadPem(Encoding.ASCII.GetString(octets, 0, length), out der))
        {
            der = [.. octets.AsSpan(0, length)];
        }

        return true;
    }

    private static bool TryReadPem(string text, out ImmutableArray<byte> der)
    {
        der = [];
        if (!PemEncoding.TryFind(text, out var fields) || text[fields.Label] != "X509 CRL")
        {
            return false;
        }

        der = ImmutableCollectionsMarshal.AsImmutableArray(Convert.FromBase64String(text[fields.Base64Data]));
        return true;
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
    [JsonConverter(typeof(CrlNumberConverter))]
    [Description(
        "The number of the last CRL that it published elsewhere, as a number or as a string, decimal (digits alone) or hexadecimal as openssl prints it "
        + "(0x1A, 1A:2B, crlNumber=1A); CRLs from here have greater ones. Left out when that was no more than the seconds since 1970.")]
    public BigInteger? CrlNumberFloor { get; init; }

    [Description("That last CRL itself, to take its number from: PEM, or base64 of DER or PEM; at most 1 MiB. Of it and crl_number_floor the greater counts.")]
    public string? Crl { get; init; }
}
