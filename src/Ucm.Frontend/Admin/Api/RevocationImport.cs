using Ucm.Frontend.Auth;
using Ucm.Grains.Interfaces;
using Ucm.Grains.Interfaces.Authorities;
using Ucm.Grains.Interfaces.Identity;
using Ucm.Grains.Interfaces.Outcomes;
using Ucm.Pki.X509;

namespace Ucm.Frontend.Admin.Api;

/// <summary>
/// Brings in what an imported authority had revoked elsewhere, of which only the serial numbers are known: as a list, or as the old CRL. The CRL's
/// signature keeps a wrong file out; it gives nobody more than the list does, for which the same permission is asked.
/// </summary>
internal static class RevocationImport
{
    /// <summary>The longest CRL that is read, in base64 with line breaks, and the rest.</summary>
    private const int MaxBody = 6 * 1024 * 1024;

    public static void MapRevocationImport(this RouteGroupBuilder authorities) => authorities.MapPost("/{id}/revocations/import", Import)
        .Signed(Permission.AuthoritiesManage).Takes<ImportRevocationsBody>(MaxBody).Gives<ImportRevocationsAnswer>().Refuses(400, 404, 409, 413, 422)
        .Named(
            "importRevocations",
            "Import revocations",
            "Records what an imported authority revoked elsewhere, from serial numbers or from its last CRL. Each is answered for itself: a bad one does not hold up the "
            + "others. Asking again is safe, and what is revoked here keeps its time and reason. They stay on the CRL until the authority's certificate ends.");

    private static async Task<IResult> Import(string id, HttpContext context, IGrainFactory grains, TimeProvider clock, CancellationToken cancellationToken)
    {
        if (!AuthorityId.TryParse(id, out var authority))
        {
            return CatalogEndpoints.NoSuchAuthority.ToProblem();
        }

        var body = await context.ReadBody(ApiJson.Default.ImportRevocationsBody);
        if (!body.Succeeded)
        {
            return body.Refusal.ToProblem();
        }

        var given = await Read(body.Value, grains.Authority(authority), cancellationToken);
        if (!given.Succeeded)
        {
            return given.Refusal.ToProblem();
        }

        var answers = given.Value.ConvertAll(static one => one.Revoked.Succeeded ? null : Refused(one, one.Revoked.Refusal));
        foreach (var part in given.Value.Index().Where(static one => one.Item.Revoked.Succeeded).Chunk(ImportRevocationsCommand.MaxRevocations))
        {
            var command = new ImportRevocationsCommand([.. part.Select(static one => one.Item.Revoked.Value!)], context.Caller());
            var outcome = await grains.Authority(authority).ImportRevocations(command, cancellationToken);
            if (!outcome.Succeeded)
            {
                // What was recorded before stands, and asking again finds it.
                return outcome.Refusal.ToProblem();
            }

            foreach (var ((index, one), result) in part.Zip(outcome.Value.Items))
            {
                answers[index] = result.Succeeded ? Recorded(one, result.Value, clock.GetUtcNow()) : Refused(one, result.Refusal);
            }
        }

        var refused = answers.Count(static one => one!.Code is not null);
        return TypedResults.Json(
            new ImportRevocationsAnswer { Recorded = answers.Count - refused, Refused = refused, Items = answers! }, ApiJson.Default.ImportRevocationsAnswer);
    }

    private static async Task<Outcome<List<GivenSerial>>> Read(ImportRevocationsBody body, ICertificateAuthorityGrain authority, CancellationToken cancellationToken)
    {
        if (body is { Revocations: { } list, Crl: null })
        {
            return RevokedSerials.OfList(list);
        }

        if (body is not { Revocations: null, Crl: { } crl })
        {
            return new Refusal(RefusalCode.Malformed, "Either revocations or crl is given.");
        }

        var snapshot = await authority.Get(cancellationToken);
        return snapshot.Succeeded ? RevokedSerials.OfCrl(crl, ParsedCertificate.Parse(snapshot.Value.Certificate.AsMemory())) : snapshot.Refusal;
    }

    private static ImportRevocationAnswer Recorded(GivenSerial given, RecordedCertificate recorded, DateTimeOffset now) => new()
    {
        Serial = given.Text,
        Id = recorded.Key.ToId(),
        Status = recorded.Status.ToName(recorded.NotAfter, now),
    };

    private static ImportRevocationAnswer Refused(GivenSerial given, Refusal refusal) =>
        new() { Serial = given.Text, Code = refusal.Code.ToName(), Detail = refusal.Detail };
}
