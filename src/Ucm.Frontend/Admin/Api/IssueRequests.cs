using System.Collections.Immutable;
using Ucm.Grains.Interfaces.Authorities;
using Ucm.Grains.Interfaces.Certificates;
using Ucm.Grains.Interfaces.Outcomes;

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
        var valid = header.Count <= 1 && key.Length is >= 1 and <= MaxIdempotencyKey && !key.AsSpan().ContainsAnyExceptInRange('!', '~');
        id = valid ? new RequestId($"rest:{user}:{key}") : default;
        return valid
            ? null
            : new Refusal(RefusalCode.Malformed, $"{IdempotencyHeader} is one header of 1 to {MaxIdempotencyKey} printable ASCII characters without spaces.");
    }

    /// <summary>Null when the caller notes nothing. The silo judges it.</summary>
    public static CertificateAnnotations? Annotations(IssueBody body) => body is { Labels: null, Owner: null, Notes: null }
        ? null
        : new CertificateAnnotations(
            [.. (body.Labels ?? []).Select(static label => new CertificateLabel(label.Key, label.Value))], body.Owner ?? string.Empty, body.Notes ?? string.Empty);

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
}
