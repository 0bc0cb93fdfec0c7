using System.ComponentModel;
using System.Numerics;
using System.Text.Json.Serialization;
using Ucm.Frontend.Admin.Api.Objects;
using Ucm.Frontend.Auth;
using Ucm.Grains.Interfaces;
using Ucm.Grains.Interfaces.Authorities;
using Ucm.Grains.Interfaces.Identity;
using Ucm.Grains.Interfaces.Outcomes;

namespace Ucm.Frontend.Admin.Api.Authorities;

/// <summary>Takes over an authority from files of any usual kind. They go to the silos as they came: no frontend opens the key (docs/decisions/0012).</summary>
internal static class AuthorityTakeOver
{
    public static void MapTakeOver(this RouteGroupBuilder authorities) => authorities.MapPost("/import", Import)
        .Signed(Permission.AuthoritiesManage).Takes<TakeOverBody>(AuthorityImport.MaxBody).Gives<AuthorityAnswer>().Refuses(400, 409, 413, 422)
        .Named("takeOverAuthority", "Import an authority from PEM or PKCS#12", "It is online then. Importing the same again changes nothing.");

    private static async Task<IResult> Import(HttpContext context, IGrainFactory grains, CancellationToken cancellationToken)
    {
        var read = await context.ReadBody(ApiJson.Default.TakeOverBody);
        if (!read.Succeeded)
        {
            return read.Refusal.ToProblem();
        }

        var body = read.Value;
        if (!AuthorityId.TryParse(body.Id, out var id))
        {
            return ObjectBody.Field("/id", "Must be 1 to 40 of a-z, 0-9 and -, and begin and end with a letter or digit.").ToProblem();
        }

        if (Check(body) is { } faulty)
        {
            return faulty.ToProblem();
        }

        var source = new ImportAuthorityCommand([.. body.Pkcs12 ?? []], new SecretText(body.Password ?? string.Empty), null, 0, context.Caller())
        {
            Certificates = body.Certificate,
            Key = body.Key is null ? null : new SecretText(body.Key),
        };
        var command = AuthorityImport.Complete(source, body.Issuer, body.CrlNumberFloor, body.Crl);
        return command.Succeeded ? AuthorityImport.Answer(await grains.Authority(id).Import(command.Value, cancellationToken)) : command.Refusal.ToProblem();
    }

    private static Refusal? Check(TakeOverBody body) => body switch
    {
        { Pkcs12: not null, Certificate: not null } or { Pkcs12: not null, Key: not null } => ObjectBody.Field("/pkcs12", "Give either this, or certificate and key."),
        { Pkcs12: not null, Password: null } => ObjectBody.Field("/password", "A PKCS#12 file has a password."),
        { Pkcs12: null, Certificate: null } => ObjectBody.Field("/certificate", "Give certificate and key in PEM, or pkcs12."),
        { Pkcs12: null, Key: null } => ObjectBody.Field("/key", "Give the private key of the certificate, PEM."),
        _ => null,
    };
}

// Sent: names are forever.
internal sealed class TakeOverBody
{
    [Description("The identifier that it gets here.")]
    public required string Id { get; init; }

    [Description("base64 of a PKCS#12 file with key, certificate and issuers; or certificate and key.")]
    public byte[]? Pkcs12 { get; init; }

    [Description("PEM: the authority's certificate, and its issuers up to a root, unless they are here. The order does not matter.")]
    public string? Certificate { get; init; }

    [Description("PEM: PKCS #8, PKCS #1 or SEC 1, encrypted or not.")]
    public string? Key { get; init; }

    [Description("Of the PKCS#12 file, or of an encrypted key; at most 256 characters.")]
    public string? Password { get; init; }

    [Description("The authority here that issued it; left out, one is looked for.")]
    public string? Issuer { get; init; }

    [JsonPropertyName("crl_number_floor")]
    [JsonConverter(typeof(CrlNumberConverter))]
    [Description("The number of the last CRL that it published elsewhere, as a number or as a string, decimal or hexadecimal.")]
    public BigInteger? CrlNumberFloor { get; init; }

    [Description("That last CRL itself, to take its number from: PEM, or base64 of DER or PEM; at most 1 MiB.")]
    public string? Crl { get; init; }
}
