using System.Buffers;
using Ucm.Pki.Ocsp;

namespace Ucm.Frontend.Protocols.Ocsp;

/// <summary>
/// GET and HEAD <c>/ocsp/{base64}</c>, POST <c>/ocsp</c> (RFC 6960 Appendix A, RFC 5019). In front of routing, because routing would normalise the path and cost more
/// than the answer; served on the plain port and on TLS alike, without cookies or redirects.
/// </summary>
internal sealed class OcspEndpoints(OcspResponding responding, TimeProvider clock)
{
    private const string Path = "/ocsp";
    private const int MaxTarget = OcspRequest.MaxLength * 2;

    public static bool TryMatch(string? target, out ReadOnlySpan<char> rest)
    {
        rest = target;
        if (rest.StartsWith("http", StringComparison.OrdinalIgnoreCase) && rest.IndexOf("://") is > 0 and var scheme)
        {
            // The absolute form, as sent to proxies (RFC 9112 §3.2.2).
            var afterScheme = rest[(scheme + 3)..];
            var slash = afterScheme.IndexOf('/');
            rest = slash < 0 ? [] : afterScheme[slash..];
        }

        if (!rest.StartsWith(Path, StringComparison.Ordinal) || (rest.Length > Path.Length && rest[Path.Length] is not ('/' or '?')))
        {
            return false;
        }

        rest = rest[Path.Length..];
        return true;
    }

    public Task Serve(HttpContext context, ReadOnlySpan<char> rest)
    {
        var method = context.Request.Method;
        if (HttpMethods.IsPost(method))
        {
            return Post(context);
        }

        if (HttpMethods.IsGet(method) || HttpMethods.IsHead(method))
        {
            return Get(context, rest);
        }

        context.Response.Headers.Allow = OcspHeaders.Allow;
        return Fail(context, StatusCodes.Status405MethodNotAllowed);
    }

    private Task Get(HttpContext context, ReadOnlySpan<char> rest)
    {
        if (rest.Length > MaxTarget)
        {
            return Fail(context, StatusCodes.Status414UriTooLong);
        }

        var buffer = ArrayPool<byte>.Shared.Rent(rest.Length + 4);
        var verdict = OcspGetPath.TryDecode(rest, buffer, out var length) ? responding.Look(buffer.AsSpan(0, length)) : new OcspVerdict(OcspResponseStatus.MalformedRequest);
        ArrayPool<byte>.Shared.Return(buffer);
        return Finish(context, verdict);
    }

    private Task Post(HttpContext context)
    {
        var request = context.Request;
        if (!IsRequestType(request.ContentType))
        {
            return Fail(context, StatusCodes.Status415UnsupportedMediaType);
        }

        if (request.ContentLength > OcspRequest.MaxLength)
        {
            return Fail(context, StatusCodes.Status413PayloadTooLarge);
        }

        // The whole body usually came with the headers.
        if (request.ContentLength is { } expected && request.BodyReader.TryRead(out var read))
        {
            if (read.Buffer.Length == expected && read.Buffer.IsSingleSegment)
            {
                var verdict = responding.Look(read.Buffer.FirstSpan);
                request.BodyReader.AdvanceTo(read.Buffer.End);
                return Finish(context, verdict);
            }

            request.BodyReader.AdvanceTo(read.Buffer.Start, read.Buffer.End);
        }

        return PostSlowly(context);
    }

    private async Task PostSlowly(HttpContext context)
    {
        var reader = context.Request.BodyReader;
        while (true)
        {
            var read = await reader.ReadAsync(context.RequestAborted);
            if (read.Buffer.Length > OcspRequest.MaxLength)
            {
                reader.AdvanceTo(read.Buffer.End);
                await Fail(context, StatusCodes.Status413PayloadTooLarge);
                return;
            }

            if (read.IsCompleted || read.Buffer.Length == context.Request.ContentLength)
            {
                var body = read.Buffer.ToArray();
                reader.AdvanceTo(read.Buffer.End);
                await Finish(context, responding.Look(body));
                return;
            }

            reader.AdvanceTo(read.Buffer.Start, read.Buffer.End);
        }
    }

    private Task Finish(HttpContext context, OcspVerdict verdict) => verdict.Question is { } question ? Ask(context, question) : Write(context, verdict);

    private async Task Ask(HttpContext context, OcspQuestion question) => await Write(context, await responding.Ask(question));

    private Task Write(HttpContext context, OcspVerdict verdict)
    {
        var response = context.Response;
        if (verdict.Entry is not { } entry)
        {
            response.Headers.CacheControl = OcspHeaders.NoStore;
            return WriteBody(context, OcspErrors.Encode(verdict.Error).Span);
        }

        var headers = response.Headers;
        headers.CacheControl = entry.CacheControlAt(clock.GetUtcNow());
        if (entry.Cacheable)
        {
            headers.ETag = entry.ETag;
            headers.LastModified = entry.LastModified;
            headers.Expires = entry.Expires;
            if (context.Request.Headers.IfNoneMatch is { Count: > 0 } tags && !HttpMethods.IsPost(context.Request.Method) && IsMatch(tags.ToString(), entry.ETag.ToString()))
            {
                response.StatusCode = StatusCodes.Status304NotModified;
                return Task.CompletedTask;
            }
        }

        return WriteBody(context, entry.Body);
    }

    private static bool IsMatch(string tags, string tag) => tags == "*" || tags.Contains(tag, StringComparison.Ordinal);

    private static Task WriteBody(HttpContext context, ReadOnlySpan<byte> body)
    {
        var response = context.Response;
        response.Headers.ContentType = OcspHeaders.ResponseType;
        response.ContentLength = body.Length;
        if (!HttpMethods.IsHead(context.Request.Method))
        {
            response.BodyWriter.Write(body);
        }

        return Task.CompletedTask;
    }

    private static Task Fail(HttpContext context, int status)
    {
        context.Response.StatusCode = status;
        return Task.CompletedTask;
    }

    private static bool IsRequestType(string? contentType) =>
        contentType is not null && contentType.StartsWith(OcspHeaders.RequestType, StringComparison.OrdinalIgnoreCase)
        && (contentType.Length == OcspHeaders.RequestType.Length || contentType[OcspHeaders.RequestType.Length] is ';' or ' ');
}
