using System.Collections.Immutable;
using System.ComponentModel;
using Ucm.Frontend.Auth;
using Ucm.Grains.Interfaces;
using Ucm.Grains.Interfaces.Authorities;
using Ucm.Grains.Interfaces.Certificates;
using Ucm.Grains.Interfaces.Identity;
using Ucm.Grains.Interfaces.Outcomes;

namespace Ucm.Frontend.Admin.Api.Certificates;

/// <summary>
/// <c>POST /api/certificates/{id}/renew</c>: 1 read and check the body · 2 csr given, or key generated · 3 one call to the certificate's grain · 4 the new certificate's
/// record, with the key if it was generated.
/// </summary>
internal static class RenewEndpoint
{
    private const int MaxBody = 256 * 1024;

    public static void MapRenew(this RouteGroupBuilder certificates) => certificates.MapPost("/{id}/renew", Renew)
        .Signed(Permission.CertificatesIssue).Takes<RenewBody>(MaxBody).Gives<CertificateAnswer>(StatusCodes.Status201Created).Refuses(400, 404, 409, 422)
        .Named(
            "renewCertificate",
            "Renew a certificate",
            "A new certificate with the same names, by the present version of the same profile, for the csr's key or one that is made here. Labels and owner carry over; "
            + "the old certificate stays as it is. The same Idempotency-Key with the same content gives the same certificate.");

    private static async Task<IResult> Renew(
        string id, HttpContext context, IGrainFactory grains, KeyMaker keys, TimeProvider clock, CancellationToken cancellationToken)
    {
        if (!CertificateKey.TryParseId(id, out var key))
        {
            return CertificateEndpoints.NoSuchCertificate.ToProblem();
        }

        var read = await context.ReadBody(ApiJson.Default.RenewBody);
        if (!read.Succeeded)
        {
            return read.Refusal.ToProblem();
        }

        var body = new IssueBody { Authority = read.Value.Authority, Csr = read.Value.Csr, Key = read.Value.Key, Password = read.Value.Password, Format = read.Value.Format };
        if (KeyMaker.Check(body, out var algorithm) is { } badKey)
        {
            return badKey.ToProblem();
        }

        if (body.Key is { Algorithm: null })
        {
            var old = await grains.Certificate(key).Read(context.Caller(), cancellationToken);
            (algorithm, var unknown) = old.Succeeded ? await IssueEndpoint.DefaultKey(grains, old.Value.Profile, cancellationToken) : (default, old.Refusal);
            if (unknown is not null)
            {
                return unknown.ToProblem();
            }
        }

        using var made = body.Key is null ? null : await keys.Make(algorithm, cancellationToken);
        var command = Command(body, made is null ? null : KeyMaker.Request(made), context);
        if (!command.Succeeded)
        {
            return command.Refusal.ToProblem();
        }

        var outcome = await grains.Certificate(key).Renew(command.Value, cancellationToken);
        if (!outcome.Succeeded)
        {
            return outcome.Refusal.ToProblem();
        }

        var issued = outcome.Value;
        var record = await grains.Certificate(issued.Key).Read(context.Caller(), cancellationToken);
        var answer = record.Succeeded
            ? record.Value.ToAnswer(clock.GetUtcNow(), issued.Chain)
            : issued.ToAnswer(issued.Profile ?? string.Empty, context.Caller().ToString(), clock.GetUtcNow()) with { Renews = id };
        if (made is not null)
        {
            answer = await keys.WithKey(answer, issued, made, body.Password!, body.Format);
        }

        if (issued.Replayed)
        {
            context.Response.Headers["Idempotency-Replayed"] = "true";
        }

        context.Response.Headers.Location = $"/api/certificates/{answer.Id}";
        return TypedResults.Json(answer, ApiJson.Default.CertificateAnswer, statusCode: StatusCodes.Status201Created);
    }

    private static Outcome<RenewCommand> Command(IssueBody body, byte[]? madeRequest, HttpContext context)
    {
        var caller = context.Caller();
        ImmutableArray<byte> csr = madeRequest is null ? [] : [.. madeRequest];
        AuthorityId authority = default;
        var refusal = IssueRequests.TryRequestId(context, caller.Name, out var request)
            ?? (body.Authority is null ? null : IssueRequests.TryAuthority(body, out authority))
            ?? (madeRequest is null ? PastedRequest.TryRead(body.Csr!, out csr) : null);
        return refusal is not null
            ? refusal
            : new RenewCommand(
                request, csr, body.Authority is null ? null : authority, body.Key is null ? null : body.Key.Algorithm ?? string.Empty, caller)
            { Way = WayIn.Rest };
    }
}

// Sent: names are forever.
[Description("With csr: for its key. With key and password: the key is made here and returned once.")]
internal sealed class RenewBody
{
    [Description("Another authority than the one that issued the certificate.")]
    public string? Authority { get; init; }

    [Description("A PKCS#10 request (RFC 2986): PEM, or DER in base64. Its names, if it has any, are those of the certificate.")]
    public string? Csr { get; init; }

    [Description("Instead of csr: generate a key.")]
    public KeyBody? Key { get; init; }

    [Description("Protects the generated key; required with key, refused without.")]
    public string? Password { get; init; }

    [Description("With key: pkcs12 (when absent), pkcs12_legacy for old programs, pem (an encrypted private_key) or jks.")]
    public string? Format { get; init; }
}
