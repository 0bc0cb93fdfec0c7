using System.Collections.Immutable;
using System.Security.Cryptography;
using Ucm.Frontend.Auth;
using Ucm.Grains.Interfaces;
using Ucm.Grains.Interfaces.Authorities;
using Ucm.Grains.Interfaces.Certificates;
using Ucm.Grains.Interfaces.Identity;
using Ucm.Grains.Interfaces.Outcomes;

namespace Ucm.Frontend.Admin.Api;

/// <summary>Brings in what an imported authority issued elsewhere.</summary>
internal static class CertificateImport
{
    private const int MaxBody = 2 * 1024 * 1024;

    public static void MapCertificateImport(this RouteGroupBuilder authorities) => authorities.MapPost("/{id}/certificates/import", Import)
        .Signed(Permission.AuthoritiesManage).Takes<ImportCertificatesBody>(MaxBody).Gives<ImportCertificatesAnswer>().Refuses(400, 404, 409, 413, 422)
        .Named(
            "importCertificates",
            "Import certificates",
            "Records certificates that an imported authority issued elsewhere, revoked or not. All are checked before any is recorded, unless partial is true; asking again is safe, and nothing that is revoked here becomes valid.");

    private static async Task<IResult> Import(string id, HttpContext context, IGrainFactory grains, TimeProvider clock, CancellationToken cancellationToken)
    {
        if (!AuthorityId.TryParse(id, out var authority))
        {
            return CatalogEndpoints.NoSuchAuthority.ToProblem();
        }

        var body = await context.ReadBody(ApiJson.Default.ImportCertificatesBody);
        if (!body.Succeeded)
        {
            return body.Refusal.ToProblem();
        }

        if (body.Value.Partial is true)
        {
            return await ImportEach(grains.Authority(authority), body.Value, context.Caller(), clock.GetUtcNow(), cancellationToken);
        }

        var certificates = ReadAll(body.Value);
        if (!certificates.Succeeded)
        {
            return certificates.Refusal.ToProblem();
        }

        var command = new ImportCertificatesCommand([.. certificates.Value], context.Caller());
        var outcome = await grains.Authority(authority).ImportCertificates(command, cancellationToken);
        return outcome.Succeeded
            ? TypedResults.Json(Answer(outcome.Value, clock.GetUtcNow()), ApiJson.Default.ImportCertificatesAnswer)
            : outcome.Refusal.ToProblem();
    }

    private static async Task<IResult> ImportEach(
        ICertificateAuthorityGrain authority, ImportCertificatesBody body, Caller caller, DateTimeOffset now, CancellationToken cancellationToken)
    {
        if (CheckCount(body) is { } refusal)
        {
            return refusal.ToProblem();
        }

        var read = Array.ConvertAll(body.Certificates, Read);
        var answers = Array.ConvertAll(read, static one => one.Succeeded ? null : Refused(one.Refusal));
        var good = read.Index().Where(static one => one.Item.Succeeded).ToArray();
        if (good.Length > 0)
        {
            var command = new ImportCertificatesCommand([.. good.Select(static one => one.Item.Value!)], caller) { Partial = true };
            var outcome = await authority.ImportCertificates(command, cancellationToken);
            if (!outcome.Succeeded)
            {
                return outcome.Refusal.ToProblem();
            }

            // A silo from before there was this records all or nothing.
            var results = outcome.Value.Items.IsDefaultOrEmpty ? [.. outcome.Value.Certificates.Select(static one => (Outcome<RecordedCertificate>)one)] : outcome.Value.Items;
            foreach (var ((index, _), result) in good.Zip(results))
            {
                answers[index] = result.Succeeded ? Recorded(result.Value, now) : Refused(result.Refusal);
            }
        }

        var refused = answers.Count(static one => one!.Code is not null);
        return TypedResults.Json(
            new ImportCertificatesAnswer { Items = answers!, Recorded = answers.Length - refused, Refused = refused }, ApiJson.Default.ImportCertificatesAnswer);
    }

    private static Refusal? CheckCount(ImportCertificatesBody body) => body.Certificates is { Length: > 0 and <= ImportCertificatesCommand.MaxCertificates }
        ? null
        : new Refusal(RefusalCode.Malformed, $"There are 1 to {ImportCertificatesCommand.MaxCertificates} certificates at a time.");

    private static Outcome<List<ImportedCertificate>> ReadAll(ImportCertificatesBody body)
    {
        if (CheckCount(body) is { } wrong)
        {
            return wrong;
        }

        var items = body.Certificates;

        var certificates = new List<ImportedCertificate>(items.Length);
        foreach (var (index, item) in items.Index())
        {
            var read = Read(item);
            if (!read.Succeeded)
            {
                return read.Refusal with { Detail = $"certificates[{index}]: {read.Refusal.Detail}" };
            }

            certificates.Add(read.Value);
        }

        return certificates;
    }

    private static Outcome<ImportedCertificate> Read(ImportCertificateItem? item)
    {
        if (item?.Certificate is not { } text || ToDer(text) is not { } der)
        {
            return new Refusal(RefusalCode.Malformed, "The certificate is neither PEM nor base64.");
        }

        if (item.RevokedAt is not { } revokedAt)
        {
            return item.Reason is null
                ? new ImportedCertificate(der, null)
                : new Refusal(RefusalCode.Malformed, "A reason needs revoked_at.");
        }

        return RevocationReasonNames.TryParse(item.Reason, out var reason)
            ? new ImportedCertificate(der, new ImportedRevocation(reason, revokedAt))
            : new Refusal(RefusalCode.BadRevocationReason, "The reason is not one of RFC 5280 §5.3.1.");
    }

    private static ImmutableArray<byte>? ToDer(string text)
    {
        var base64 = text;
        if (text.Contains("-----BEGIN", StringComparison.Ordinal))
        {
            if (!PemEncoding.TryFind(text, out var pem) || text[pem.Label] is not "CERTIFICATE")
            {
                return null;
            }

            base64 = text[pem.Base64Data];
        }

        var buffer = new byte[(base64.Length / 4 * 3) + 3];
        return Convert.TryFromBase64String(base64, buffer, out var length) && length > 0 ? [.. buffer.AsSpan(0, length)] : null;
    }

    private static ImportCertificatesAnswer Answer(RecordedCertificates recorded, DateTimeOffset now) => new()
    {
        Items = [.. recorded.Certificates.Select(one => Recorded(one, now))],
    };

    private static ImportCertificateAnswer Recorded(RecordedCertificate one, DateTimeOffset now) => new() { Id = one.Key.ToId(), Status = one.Status.ToName(one.NotAfter, now) };

    private static ImportCertificateAnswer Refused(Refusal refusal) => new() { Code = refusal.Code.ToName(), Detail = refusal.Detail };
}
