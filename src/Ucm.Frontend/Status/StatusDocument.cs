using System.Collections.Immutable;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using Microsoft.Net.Http.Headers;

namespace Ucm.Frontend.Status;

/// <summary>Bytes that relying parties fetch again and again: with validator, date and how long they may be kept.</summary>
internal sealed class StatusDocument(ImmutableArray<byte> body, string contentType, DateTimeOffset lastModified)
{
    private readonly EntityTagHeaderValue tag = new($"\"{Convert.ToHexStringLower(SHA256.HashData(body.AsSpan()).AsSpan(0, 16))}\"");

    /// <summary>Answers GET and HEAD; If-None-Match and If-Modified-Since are the framework's work (RFC 9110 §13).</summary>
    public IResult Serve(HttpContext context, TimeSpan maxAge)
    {
        context.Response.GetTypedHeaders().CacheControl = new CacheControlHeaderValue { Public = true, MaxAge = maxAge, MustRevalidate = true };
        return Results.Bytes(ImmutableCollectionsMarshal.AsArray(body)!, contentType, enableRangeProcessing: false, lastModified: lastModified, entityTag: tag);
    }
}
