using System.Collections.Immutable;
using System.Security.Cryptography;
using Ucm.Grains.Interfaces.Authorities;
using Ucm.Grains.Interfaces.Certificates;
using Ucm.Grains.Interfaces.Outcomes;
using Ucm.Pki.Requests;

namespace Ucm.Frontend.Admin.Api;

/// <summary>Reads what <c>POST /api/certificates</c> asks for.</summary>
internal static class IssueRequests
{
    public const string IdempotencyHeader = "Idempotency-Key";
    private const string DefaultAuthority = "issuing";
    private const int MaxIdempotencyKey = 120;

    /// <summary>The request id: the caller's own for an idempotency key, else one that nobody had.</summary>
    public static Refusal? TryRequestId(HttpContext context, string user, out RequestId id)
    {
        var header = context.Request.Headers[IdempotencyHeader];
        var key = header.Count == 0 ? Guid.CreateVersion7().ToString("n") : header.ToString();
        var valid = key.Length is >= 1 and <= MaxIdempotencyKey && !key.AsSpan().ContainsAnyExceptInRange('!', '~');
        id = valid ? new RequestId($"rest:{user}:{key}") : default;
        return valid
            ? null
            : new Refusal(RefusalCode.Malformed, $"{IdempotencyHeader} has 1 to {MaxIdempotencyKey} printable ASCII characters without spaces.");
    }

    public static Refusal? TryAuthority(IssueBody body, out AuthorityId authority) =>
        AuthorityId.TryParse(body.Authority ?? DefaultAuthority, out authority) ? null : new Refusal(RefusalCode.NotFound, "There is no such authority.");

    public static Refusal? TryContent(IssueBody body, out RequestedContent? content)
    {
        content = null;
        ImmutableArray<SubjectName>? names = null;
        if (body.Names is { } texts)
        {
            if (RequestedNames.TryParse(texts, out var parsed) is { } refusal)
            {
                return refusal;
            }

            names = parsed;
        }

        if (body.Subject is not null || names is not null || body.NotBefore is not null || body.NotAfter is not null)
        {
            content = new RequestedContent(body.Subject, names, body.NotBefore, body.NotAfter);
        }

        return null;
    }

    /// <summary>A csr as PEM or as base64 DER.</summary>
    public static Refusal? TryCsr(string text, out ImmutableArray<byte> der)
    {
        der = [];
        var base64 = text;
        if (text.Contains("-----BEGIN", StringComparison.Ordinal))
        {
            if (!PemEncoding.TryFind(text, out var pem) || text[pem.Label] is not ("CERTIFICATE REQUEST" or "NEW CERTIFICATE REQUEST"))
            {
                return new Refusal(RefusalCode.BadCsr, "The csr is not a PEM block of the type CERTIFICATE REQUEST (RFC 7468 §7).");
            }

            base64 = text[pem.Base64Data];
        }

        var buffer = new byte[(base64.Length / 4 * 3) + 3];
        if (!Convert.TryFromBase64String(base64, buffer, out var length) || length is 0 or > CertificationRequest.MaxLength)
        {
            return new Refusal(RefusalCode.BadCsr, $"The csr is neither PEM nor base64 of at most {CertificationRequest.MaxLength} octets.");
        }

        der = [.. buffer.AsSpan(0, length)];
        return null;
    }
}
