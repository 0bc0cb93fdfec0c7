using Microsoft.Net.Http.Headers;
using Ucm.Grains.Interfaces.Crl;

namespace Ucm.Frontend.Protocols.Crl;

/// <summary>A CRL as it is served: its bytes, and the same compressed where that is worth it.</summary>
/// <param name="hash">SHA-256 of the bytes.</param>
internal sealed class CrlDocument(PublishedCrl crl, byte[] hash, CrlFile content, CrlFile? compressed)
{
    private const string ContentType = "application/pkix-crl";
    private const string Gzip = "gzip";

    // Two encodings are two representations, so they have two validators (RFC 9110 §8.8.3.3).
    private readonly EntityTagHeaderValue tag = Tag(hash, string.Empty);
    private readonly EntityTagHeaderValue compressedTag = Tag(hash, "-gzip");

    public long Number { get; } = crl.Number;

    public DateTimeOffset NextUpdate { get; } = crl.NextUpdate;

    /// <summary>Answers GET and HEAD; If-None-Match and If-Modified-Since are the framework's work (RFC 9110 §13). Null when this document has just been replaced.</summary>
    public IResult? TryServe(HttpContext context, DateTimeOffset now)
    {
        var zip = compressed is not null && Accepts(context.Request);
        if ((zip ? compressed! : content).TryOpen() is not { } stream)
        {
            return null;
        }

        // The framework disposes what it sends; a HEAD or a 304 sends nothing.
        context.Response.RegisterForDispose(stream);
        var left = NextUpdate - now;
        context.Response.GetTypedHeaders().CacheControl = new CacheControlHeaderValue { Public = true, MaxAge = left > TimeSpan.Zero ? left : TimeSpan.Zero, MustRevalidate = true };
        if (compressed is not null)
        {
            context.Response.Headers.Vary = HeaderNames.AcceptEncoding;
        }

        if (zip)
        {
            context.Response.Headers.ContentEncoding = Gzip;
        }

        // Not thisUpdate, which lies before: a client that asks for what is newer than its own download must get it.
        return Results.Stream(stream, ContentType, lastModified: crl.PublishedAt, entityTag: zip ? compressedTag : tag, enableRangeProcessing: false);
    }

    /// <summary>Frees the disk once the last reader is done.</summary>
    public void Retire()
    {
        content.Dispose();
        compressed?.Dispose();
    }

    private static bool Accepts(HttpRequest request)
    {
        foreach (var accepted in request.GetTypedHeaders().AcceptEncoding)
        {
            if (accepted.Value.Equals(Gzip, StringComparison.OrdinalIgnoreCase))
            {
                return accepted.Quality is null or > 0;
            }
        }

        return false;
    }

    private static EntityTagHeaderValue Tag(byte[] hash, string suffix) => new($"\"{Convert.ToHexStringLower(hash.AsSpan(0, 16))}{suffix}\"");
}
