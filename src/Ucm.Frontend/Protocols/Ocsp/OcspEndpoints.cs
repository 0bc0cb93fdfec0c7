using Microsoft.AspNetCore.Http.Features;
using Ucm.Frontend.Health;
using Ucm.Pki.Ocsp;

namespace Ucm.Frontend.Protocols.Ocsp;

/// <summary>
/// GET and HEAD <c>/ocsp/{base64}</c>, POST <c>/ocsp</c> (RFC 6960 Appendix A, RFC 5019). Served on the plain port and on TLS alike, without cookies or redirects:
/// 1 method · 2 the request's bytes · 3 <see cref="OcspResponding"/> · 4 <see cref="OcspReply"/>.
/// </summary>
internal sealed class OcspEndpoints(OcspResponding responding, OcspMetrics metrics, Draining draining, TimeProvider clock)
{
    private const string Path = "/ocsp";
    private const int MaxTarget = OcspRequest.MaxLength * 2;

    public static bool TryMatch(string target, out ReadOnlySpan<char> rest)
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

    public Task Serve(IFeatureCollection features)
    {
        var request = features.GetRequiredFeature<IHttpRequestFeature>();
        if (draining.IsDraining)
        {
            draining.Close(request.Protocol, features.GetRequiredFeature<IHttpResponseFeature>().Headers);
        }

        if (HttpMethods.IsPost(request.Method))
        {
            return Post(features, request);
        }

        if (HttpMethods.IsGet(request.Method) || HttpMethods.IsHead(request.Method))
        {
            TryMatch(request.RawTarget, out var rest);
            return Get(features, rest);
        }

        features.GetRequiredFeature<IHttpResponseFeature>().Headers.Allow = OcspHeaders.Allow;
        return OcspReply.Fail(features, StatusCodes.Status405MethodNotAllowed);
    }

    private Task Get(IFeatureCollection features, ReadOnlySpan<char> rest)
    {
        if (rest.Length > MaxTarget)
        {
            return OcspReply.Fail(features, StatusCodes.Status414UriTooLong);
        }

        // One certificate and a nonce fit the stack.
        Span<byte> buffer = rest.Length <= 508 ? stackalloc byte[512] : new byte[rest.Length + 4];
        var now = clock.GetUtcNow();
        return Finish(
            features,
            OcspGetPath.TryDecode(rest, buffer, out var length) ? responding.Look(buffer[..length], now) : new OcspVerdict(OcspResponseStatus.MalformedRequest),
            now);
    }

    private Task Post(IFeatureCollection features, IHttpRequestFeature request)
    {
        // Whatever its content type says: old clients send none or another, and the body says itself what it is.
        if (request.Headers.ContentLength is not { } expected)
        {
            return PostSlowly(features, null);
        }

        if (expected > OcspRequest.MaxLength)
        {
            return OcspReply.Fail(features, StatusCodes.Status413PayloadTooLarge);
        }

        // The whole body usually came with the headers.
        var reader = features.GetRequiredFeature<IRequestBodyPipeFeature>().Reader;
        if (reader.TryRead(out var read))
        {
            if (read.Buffer.Length == expected && read.Buffer.IsSingleSegment)
            {
                var now = clock.GetUtcNow();
                var verdict = responding.Look(read.Buffer.FirstSpan, now);
                reader.AdvanceTo(read.Buffer.End);
                return Finish(features, verdict, now);
            }

            reader.AdvanceTo(read.Buffer.Start, read.Buffer.End);
        }

        return PostSlowly(features, expected);
    }

    private async Task PostSlowly(IFeatureCollection features, long? expected)
    {
        var reader = features.GetRequiredFeature<IRequestBodyPipeFeature>().Reader;
        var aborted = features.GetRequiredFeature<IHttpRequestLifetimeFeature>().RequestAborted;
        while (true)
        {
            var read = await reader.ReadAsync(aborted);
            if (read.Buffer.Length > OcspRequest.MaxLength)
            {
                reader.AdvanceTo(read.Buffer.End);
                await OcspReply.Fail(features, StatusCodes.Status413PayloadTooLarge);
                return;
            }

            if (read.IsCompleted || read.Buffer.Length == expected)
            {
                var now = clock.GetUtcNow();
                var verdict = Look(read.Buffer, now);
                reader.AdvanceTo(read.Buffer.End);
                await Finish(features, verdict, now);
                return;
            }

            reader.AdvanceTo(read.Buffer.Start, read.Buffer.End);
        }
    }

    private OcspVerdict Look(System.Buffers.ReadOnlySequence<byte> body, DateTimeOffset now)
    {
        var copy = new byte[body.Length];
        System.Buffers.BuffersExtensions.CopyTo(body, copy);
        return responding.Look(copy, now);
    }

    private Task Finish(IFeatureCollection features, OcspVerdict verdict, DateTimeOffset now)
    {
        metrics.Count(verdict);
        return verdict.Question is { } question ? Ask(features, question) : OcspReply.Write(features, verdict, now);
    }

    private async Task Ask(IFeatureCollection features, OcspQuestion question) => await OcspReply.Write(features, await responding.Ask(question), clock.GetUtcNow());
}
