using Ucm.Frontend.Admin.Api.Certificates;
using Ucm.Frontend.Admin.Api.Queries;
using Ucm.Frontend.Auth;
using Ucm.Grains.Interfaces;
using Ucm.Grains.Interfaces.Certificates;
using Ucm.Grains.Interfaces.Identity;
using Ucm.Grains.Interfaces.Outcomes;

namespace Ucm.Frontend.Admin.Api;

/// <summary>Certificates: list, issue, read, revoke, release. Export is in <see cref="ExportEndpoint"/>.</summary>
internal static class CertificateEndpoints
{
    private const int MaxIssueBody = 256 * 1024;
    private const int MaxRevokeBody = 4 * 1024;

    private static readonly string[] Reasons =
        ["unspecified", "keyCompromise", "affiliationChanged", "superseded", "cessationOfOperation", "certificateHold", "privilegeWithdrawn"];

    // As in a body, any case is taken, and another word has a code of its own.
    private static readonly QueryParameter Reason =
        QueryParameter.Choice("reason", "Why (RFC 5280 §5.3.1); unspecified when absent.", Reasons) with { Accepts = static _ => true };


    public static void MapCertificates(this RouteGroupBuilder api)
    {
        var certificates = api.MapGroup("/certificates").WithTags("Certificates");
        certificates.MapGet("/", List)
            .Signed(Permission.CertificatesRead).Queries(CertificateFilter.Parameters).Gives<ListAnswer<CertificateAnswer>>().Refuses(400)
            .Named("listCertificates", "List certificates", "Newest first, a page at a time. The filters hold for every page of the listing.");
        certificates.MapPost("/", IssueEndpoint.Issue)
            .Signed(Permission.CertificatesIssue).Takes<IssueBody>(MaxIssueBody).Gives<CertificateAnswer>(StatusCodes.Status201Created).Refuses(400, 404, 409, 422)
            .Named(
                "issueCertificate",
                "Issue a certificate",
                "The same Idempotency-Key with the same content gives the same certificate, however often and after whatever interruption. "
                + "A generated key is given once: repeated, the request gives the same certificate with private_key_available false.");
        certificates.MapGet("/{id}", Get)
            .Signed(Permission.CertificatesRead).Gives<CertificateAnswer>().Refuses(404)
            .Named("getCertificate", "Read a certificate", "The certificate with its status and chain. Its ETag is of labels, owner and notes, which PATCH changes.");
        certificates.MapDelete("/{id}", Delete)
            .Signed(Permission.CertificatesRevoke).Queries(Reason).Takes<RevokeBody>(MaxRevokeBody, optional: true)
            .Gives<RevocationAnswer>().Refuses(400, 404, 409, 422)
            .Named("deleteCertificate", "Revoke a certificate", "The reason is in the query (?reason=keyCompromise) or in the body. The certificate remains, as revoked.");
        certificates.MapPost("/{id}/revoke", Revoke)
            .Signed(Permission.CertificatesRevoke).Takes<RevokeBody>(MaxRevokeBody, optional: true).Gives<RevocationAnswer>().Refuses(400, 404, 409, 422)
            .Named(
                "revokeCertificate",
                "Revoke a certificate",
                "Without a body the reason is unspecified. Durable when answered; OCSP says so within a second, the CRL with its next number. "
                + "Of a certificate that is revoked already only the reason can be corrected, to keyCompromise; the time of its revocation stays.");
        certificates.MapPost("/{id}/release", Release)
            .Signed(Permission.CertificatesRevoke).Gives<RevocationAnswer>().Refuses(404, 409)
            .Named("releaseCertificate", "Lift a hold", "Only certificateHold can be lifted; every other revocation is for ever.");
        certificates.MapPost("/{id}/hold", Hold)
            .Signed(Permission.CertificatesRevoke).Gives<RevocationAnswer>().Refuses(404, 409)
            .Named("holdCertificate", "Put a certificate on hold", "Revokes it with certificateHold, which can be lifted by release.");
        certificates.MapCount();
        certificates.MapAnnotate();
        certificates.MapRenew();
        certificates.MapExport();
        api.MapCertificateStreams();
    }

    private static async Task<IResult> List(HttpContext context, IGrainFactory grains, TimeProvider clock, CancellationToken cancellationToken)
    {
        var now = clock.GetUtcNow();
        var page = await grains.Search().ListCertificates(CertificateFilter.Read(context.Request.Query, now), context.Caller(), cancellationToken);
        return page.Succeeded
            ? TypedResults.Json(
                new ListAnswer<CertificateAnswer> { Items = [.. page.Value.Items.Select(item => item.ToAnswer(now))], Next = page.Value.Next },
                ApiJson.Default.ListAnswerCertificateAnswer)
            : page.Refusal.ToProblem();
    }

    private static async Task<IResult> Get(string id, HttpContext context, IGrainFactory grains, TimeProvider clock, CancellationToken cancellationToken)
    {
        if (!CertificateKey.TryParseId(id, out var key))
        {
            return NoSuchCertificate.ToProblem();
        }

        var record = await grains.Certificate(key).Read(context.Caller(), cancellationToken);
        if (!record.Succeeded)
        {
            return record.Refusal.ToProblem();
        }

        AnnotateEndpoint.SetETag(context, record.Value);
        var authority = await grains.Authority(key.Authority).Get(cancellationToken);
        return authority.Succeeded
            ? TypedResults.Json(
                record.Value.ToAnswer(clock.GetUtcNow(), [authority.Value.Certificate, .. authority.Value.Chain]), ApiJson.Default.CertificateAnswer)
            : authority.Refusal.ToProblem();
    }

    private static async Task<IResult> Delete(string id, HttpContext context, IGrainFactory grains, CancellationToken cancellationToken)
    {
        var reason = context.Request.Query.Text(Reason.Name);
        if (!await context.HasBody())
        {
            return await RevokeAs(id, new RevokeBody { Reason = reason }, context, grains, cancellationToken);
        }

        var body = await context.ReadBody(ApiJson.Default.RevokeBody);
        return body switch
        {
            { Refusal: { } refusal } => refusal.ToProblem(),
            _ when reason is not null => new Refusal(RefusalCode.Malformed, "Give the reason in the query or in the body, not in both.").ToProblem(),
            _ => await RevokeAs(id, body.Value!, context, grains, cancellationToken),
        };
    }

    private static async Task<IResult> Revoke(string id, HttpContext context, IGrainFactory grains, CancellationToken cancellationToken)
    {
        var body = await context.HasBody() ? await context.ReadBody(ApiJson.Default.RevokeBody) : new RevokeBody();
        return body.Succeeded ? await RevokeAs(id, body.Value, context, grains, cancellationToken) : body.Refusal.ToProblem();
    }

    private static async Task<IResult> RevokeAs(string id, RevokeBody body, HttpContext context, IGrainFactory grains, CancellationToken cancellationToken)
    {
        if (!CertificateKey.TryParseId(id, out var key))
        {
            return NoSuchCertificate.ToProblem();
        }

        if (!RevocationReasonNames.TryParse(body.Reason, out var reason))
        {
            return new Refusal(RefusalCode.BadRevocationReason, $"The reason is not one of {string.Join(", ", Reasons)} (RFC 5280 §5.3.1).").ToProblem();
        }

        return Answer(await grains.Certificate(key).Revoke(new RevokeCommand(reason, context.Caller(), body.InvalidityDate), cancellationToken));
    }

    private static async Task<IResult> Hold(string id, HttpContext context, IGrainFactory grains, CancellationToken cancellationToken) =>
        CertificateKey.TryParseId(id, out var key)
            ? Answer(await grains.Certificate(key).Revoke(new RevokeCommand(RevocationReason.CertificateHold, context.Caller()), cancellationToken))
            : NoSuchCertificate.ToProblem();

    private static async Task<IResult> Release(string id, HttpContext context, IGrainFactory grains, CancellationToken cancellationToken) =>
        CertificateKey.TryParseId(id, out var key)
            ? Answer(await grains.Certificate(key).Release(context.Caller(), cancellationToken))
            : NoSuchCertificate.ToProblem();

    public static Refusal NoSuchCertificate => new(RefusalCode.NotFound, "There is no such certificate.");

    private static IResult Answer(Outcome<RevocationReceipt> outcome) =>
        outcome.Succeeded ? TypedResults.Json(outcome.Value.ToAnswer(), ApiJson.Default.RevocationAnswer) : outcome.Refusal.ToProblem();
}
