using Microsoft.AspNetCore.Http.Features;
using Ucm.Pki.Ocsp;

namespace Ucm.Frontend.Protocols.Ocsp;

/// <summary>Writes a verdict as an HTTP response (RFC 5019 §6.2): the headers of an entry were made with it.</summary>
internal static class OcspReply
{
    public static Task Write(IFeatureCollection features, OcspVerdict verdict, DateTimeOffset now)
    {
        var response = features.GetRequiredFeature<IHttpResponseFeature>();
        var headers = response.Headers;
        if (verdict.Entry is not { } entry)
        {
            headers.CacheControl = OcspHeaders.NoStore;
            return WriteBody(features, headers, OcspErrors.Encode(verdict.Error));
        }

        headers.CacheControl = entry.CacheControlAt(now);
        if (entry.Cacheable)
        {
            headers.ETag = entry.ETag;
            headers.LastModified = entry.LastModified;
            headers.Expires = entry.Expires;
            if (IsNotModified(features.GetRequiredFeature<IHttpRequestFeature>(), entry))
            {
                response.StatusCode = StatusCodes.Status304NotModified;
                return Task.CompletedTask;
            }
        }

        return WriteBody(features, headers, entry.Body);
    }

    public static Task Fail(IFeatureCollection features, int status)
    {
        var response = features.GetRequiredFeature<IHttpResponseFeature>();
        response.StatusCode = status;

        // A cache may keep 405 and 414 unless it is told not to (RFC 9110 §15.1).
        response.Headers.CacheControl = OcspHeaders.NoStore;
        return Task.CompletedTask;
    }

    private static bool IsNotModified(IHttpRequestFeature request, OcspCacheEntry entry) =>
        request.Headers.IfNoneMatch is { Count: > 0 } tags && !HttpMethods.IsPost(request.Method) && IsMatch(tags.ToString(), entry.ETag.ToString());

    private static bool IsMatch(string tags, string tag) => tags == "*" || tags.Contains(tag, StringComparison.Ordinal);

    private static Task WriteBody(IFeatureCollection features, IHeaderDictionary headers, ReadOnlyMemory<byte> body)
    {
        headers.ContentType = OcspHeaders.ResponseType;
        headers.ContentLength = body.Length;
        if (HttpMethods.IsHead(features.GetRequiredFeature<IHttpRequestFeature>().Method))
        {
            return Task.CompletedTask;
        }

        // One call for headers and body; it is complete unless the client reads slowly.
        var written = features.GetRequiredFeature<IHttpResponseBodyFeature>().Writer.WriteAsync(body);
        return written.IsCompletedSuccessfully ? Task.CompletedTask : written.AsTask();
    }
}
