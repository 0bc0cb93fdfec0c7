using System.Collections.Immutable;
using System.Text;
using Ucm.Frontend.Admin.Api.Queries;
using Ucm.Frontend.Auth;
using Ucm.Grains.Interfaces;
using Ucm.Grains.Interfaces.Certificates;
using Ucm.Grains.Interfaces.Outcomes;
using Ucm.Pki.Exports;
using Ucm.Pki.Pkcs12;
using Ucm.Pki.X509;

namespace Ucm.Frontend.Admin.Api;

/// <summary>Downloads of certificates. There is no private key to download: a generated one was given out once, when it was made.</summary>
internal static class ExportEndpoint
{
    /// <summary>What Java's own trust store has; it protects nothing, for there is nothing secret in the file.</summary>
    private const string JavaPassword = "changeit";

    public static void MapExport(this RouteGroupBuilder certificates) => certificates.MapGet("/{id}/export", Export)
        .Signed(ApiPolicies.Download)
        .Queries(
            QueryParameter.Choice("format", "pem when absent.", "pem", "der", "p7b", "p12", "jks"),
            QueryParameter.Choice(
                "chain",
                "full: all issuers, the root too; issuer: only the one that signed it; none. When absent: without the root for pem, none for der, full for the others.",
                "full",
                "issuer",
                "none"),
            QueryParameter.Choice("legacy", "true with p12: for old programs that read 3DES and SHA-1 only.", "true", "false"))
        .Produces<Stream>(
            StatusCodes.Status200OK, "application/pem-certificate-chain", "application/pkix-cert", "application/x-pkcs7-certificates", "application/x-pkcs12", "application/x-java-keystore")
        .Refuses(400, 404, 409)
        .Named(
            "exportCertificate",
            "Download a certificate",
            "pem, der, p7b (a PKCS#7 of certificates), p12 (PKCS#12 without a key, with an empty password) or jks (a Java trust store with the password changeit).");

    private static async Task<IResult> Export(string id, HttpContext context, IGrainFactory grains, CancellationToken cancellationToken)
    {
        if (!CertificateKey.TryParseId(id, out var key))
        {
            return CertificateEndpoints.NoSuchCertificate.ToProblem();
        }

        var query = context.Request.Query;
        var wanted = new Wanted(query.Text("format") ?? "pem", query.Text("chain"), query.Text("legacy") == "true");
        if (wanted.Fault is { } fault)
        {
            return fault.ToProblem();
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
        var (bytes, type, extension) = File(wanted, record.Value, [authority.Value.Certificate, .. authority.Value.Chain]);
        return TypedResults.File(bytes, type, $"{Name(record.Value)}.{extension}");
    }

    private static (byte[] Bytes, string MediaType, string Extension) File(Wanted wanted, CertificateRecord record, ImmutableArray<ImmutableArray<byte>> issuers)
    {
        var der = record.Der;
        // A root is its own issuer, and is in its file once.
        ImmutableArray<byte>[] others = [.. wanted.IssuersOf(issuers).Where(issuer => !issuer.AsSpan().SequenceEqual(der.AsSpan()))];
        ImmutableArray<byte>[] all = [der, .. others];
        return wanted.Format switch
        {
            "der" => (der.AsSpan().ToArray(), "application/pkix-cert", "cer"),
            "p7b" => (CertificateFiles.Pkcs7(all.Select(static one => one.AsMemory())), "application/x-pkcs7-certificates", "p7b"),
            "p12" => (Pkcs12Bundle.CreateWithoutKey(der.AsMemory(), others.Select(static one => one.AsMemory()), wanted.IsLegacy), "application/x-pkcs12", "p12"),
            "jks" => (CertificateFiles.JavaKeyStore(all.Select(Entry), JavaPassword), "application/x-java-keystore", "jks"),
            _ => (Encoding.ASCII.GetBytes(CertificateAnswers.Pem(all)), "application/pem-certificate-chain", "pem"),
        };

        (string, ReadOnlyMemory<byte>) Entry(ImmutableArray<byte> one, int index) => (index == 0 ? record.Key.ToId() : $"issuer-{index}", one.AsMemory());
    }

    /// <summary>The common name, else the first name, as far as it is safe; else the id, whose characters are harmless on every system.</summary>
    private static string Name(CertificateRecord record)
    {
        var common = DistinguishedName.TryParse(record.Subject, out var subject, out _) ? subject.CommonName : null;
        return FileNames.From(common) ?? FileNames.From(record.Names.FirstOrDefault()?.Value) ?? record.Key.ToId();
    }

    private sealed record Wanted(string Format, string? Chain, bool IsLegacy)
    {
        public Refusal? Fault => this switch
        {
            { Format: "der", Chain: not (null or "none") } => new Refusal(RefusalCode.Malformed, "The format der holds one certificate: leave 'chain' out, or take pem or p7b."),
            { Format: not "p12", IsLegacy: true } => new Refusal(RefusalCode.Malformed, "The parameter 'legacy' is for the format p12."),
            _ => null,
        };

        public IEnumerable<ImmutableArray<byte>> IssuersOf(ImmutableArray<ImmutableArray<byte>> issuers) => (Chain, Format) switch
        {
            ("none", _) or (null, "der") => [],
            ("issuer", _) => issuers.Take(1),
            (null, "pem") => issuers.SkipLast(1),
            _ => issuers,
        };
    }
}
