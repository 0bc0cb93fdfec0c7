using System.Collections.Immutable;
using System.Text;
using Microsoft.AspNetCore.Http.HttpResults;
using Ucm.Frontend.Admin.Api.Queries;
using Ucm.Frontend.Auth;
using Ucm.Grains.Interfaces;
using Ucm.Grains.Interfaces.Certificates;
using Ucm.Grains.Interfaces.Outcomes;
using Ucm.Pki.Pkcs12;

namespace Ucm.Frontend.Admin.Api;

/// <summary>Downloads of certificates. There is no private key to download: a generated one was given out once, when it was made.</summary>
internal static class ExportEndpoint
{
    public static void MapExport(this RouteGroupBuilder certificates) => certificates.MapGet("/{id}/export", Export)
        .Signed(ApiPolicies.Download)
        .Queries(QueryParameter.Choice("format", "pem when absent.", "pem", "der", "p12"))
        .Produces<Stream>(StatusCodes.Status200OK, "application/pem-certificate-chain", "application/pkix-cert", "application/x-pkcs12")
        .Refuses(400, 404, 409)
        .Named(
            "exportCertificate",
            "Download a certificate",
            "pem (the default): the certificate and its issuers without the root; der: the certificate; p12: certificate and issuers in a PKCS#12 without a key and with an empty password.");

    private static async Task<IResult> Export(string id, HttpContext context, IGrainFactory grains, CancellationToken cancellationToken)
    {
        if (!CertificateKey.TryParseId(id, out var key))
        {
            return CertificateEndpoints.NoSuchCertificate.ToProblem();
        }

        var record = await grains.Certificate(key).Read(context.Caller(), cancellationToken);
        if (!record.Succeeded)
        {
            return record.Refusal.ToProblem();
        }

        if (record.Value.Der.IsDefaultOrEmpty)
        {
            return new Refusal(RefusalCode.Conflict, "The certificate was not issued.").ToProblem();
        }

        var authority = await grains.Authority(key.Authority).Get(cancellationToken);
        if (!authority.Succeeded)
        {
            return authority.Refusal.ToProblem();
        }

        context.Response.Headers.CacheControl = "no-store";
        return File(context.Request.Query.Text("format"), key, record.Value.Der, [authority.Value.Certificate, .. authority.Value.Chain]);
    }

    /// <summary>File names are made of the id, whose characters are harmless on every system.</summary>
    private static FileContentHttpResult File(
        string? format, CertificateKey key, ImmutableArray<byte> der, ImmutableArray<ImmutableArray<byte>> chain) => format switch
        {
            null or "pem" => TypedResults.File(
                Encoding.ASCII.GetBytes(CertificateAnswers.Pem([der, .. chain.SkipLast(1)])), "application/pem-certificate-chain", $"{key.ToId()}.pem"),
            "der" => TypedResults.File(der.AsSpan().ToArray(), "application/pkix-cert", $"{key.ToId()}.cer"),
            _ => TypedResults.File(
                Pkcs12Bundle.CreateWithoutKey(der.AsMemory(), chain.Select(static issuer => issuer.AsMemory())), "application/x-pkcs12", $"{key.ToId()}.p12"),
        };
}
