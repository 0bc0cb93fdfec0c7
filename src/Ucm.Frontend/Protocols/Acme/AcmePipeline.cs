using System.Globalization;
using Ucm.Frontend.Cluster;

namespace Ucm.Frontend.Protocols.Acme;

/// <summary>What all ACME resources share: the method, the gate, a fresh nonce on every answer, errors included, and headers.</summary>
internal sealed partial class AcmePipeline(AcmeGate gate, AcmeNonces nonces, AcmeUrls urls, ILogger<AcmePipeline> log)
{
    public Task Post(HttpContext context, AcmeSigner signer, Func<AcmeRequest, CancellationToken, Task<AcmeReply>> handle) => Run(context, async token =>
    {
        if (!HttpMethods.IsPost(context.Request.Method))
        {
            context.Response.Headers.Allow = "POST";
            return AcmeProblems.Malformed("This resource takes POST only (RFC 8555 §6.3).", StatusCodes.Status405MethodNotAllowed);
        }

        var (request, problem) = await gate.Admit(context, signer, token);
        return request is null ? problem! : await handle(request, token);
    });

    public Task Get(HttpContext context, Func<CancellationToken, Task<AcmeReply>> handle) => Run(context, token =>
    {
        var method = context.Request.Method;
        if (HttpMethods.IsGet(method) || HttpMethods.IsHead(method))
        {
            return handle(token);
        }

        context.Response.Headers.Allow = "GET, HEAD";
        return Task.FromResult(AcmeProblems.Malformed("This resource takes GET and HEAD only.", StatusCodes.Status405MethodNotAllowed));
    });

    private async Task Run(HttpContext context, Func<CancellationToken, Task<AcmeReply>> handle)
    {
        AcmeReply reply;
        try
        {
            reply = await handle(context.RequestAborted);
        }
        catch (BadHttpRequestException fault)
        {
            reply = AcmeProblems.Malformed("The request's body could not be read.", fault.StatusCode);
        }
        catch (Exception fault) when (ClusterOutages.IsOutage(fault))
        {
            LogUnavailable(fault, context.Request.Path);
            var problem = new ProblemJson("urn:ietf:params:acme:error:serverInternal", "The service is not available at the moment.", StatusCodes.Status503ServiceUnavailable);
            reply = AcmeReply.Problem(problem) with { RetryAfter = ClusterOutages.RetryAfter };
        }
        catch (Exception fault) when (fault is not OperationCanceledException || !context.RequestAborted.IsCancellationRequested)
        {
            LogFault(fault, context.Request.Path);
            reply = AcmeReply.Problem(new ProblemJson("urn:ietf:params:acme:error:serverInternal", "The request could not be completed.", StatusCodes.Status500InternalServerError));
        }

        await Write(context, reply);
    }

    private async Task Write(HttpContext context, AcmeReply reply)
    {
        var response = context.Response;
        response.StatusCode = reply.Status;
        response.Headers.CacheControl = "no-store";
        response.Headers.Link = new(
            [$"<{urls.Directory(context.GetRouteValue("server") as string ?? AcmeDirectory.DefaultServer)}>;rel=\"index\"", .. reply.Links]);
        if (reply.WithNonce)
        {
            await WriteNonce(response, reply.Status, context.RequestAborted);
        }

        if (reply.Location is not null)
        {
            response.Headers.Location = reply.Location;
        }

        if (reply.RetryAfter is { } wait)
        {
            response.Headers.RetryAfter = Math.Max(1, Math.Ceiling(wait.TotalSeconds)).ToString(CultureInfo.InvariantCulture);
        }

        if (reply.ContentType is not null)
        {
            response.ContentType = reply.ContentType;
            response.ContentLength = reply.Body.Length;
            if (!HttpMethods.IsHead(context.Request.Method))
            {
                await response.Body.WriteAsync(reply.Body, context.RequestAborted);
            }
        }
    }

    /// <summary>An answer about an outage goes out even when the outage leaves it without a nonce; the client asks newNonce for one.</summary>
    private async Task WriteNonce(HttpResponse response, int status, CancellationToken cancellationToken)
    {
        try
        {
            response.Headers["Replay-Nonce"] = await nonces.Next(cancellationToken);
        }
        catch (Exception fault) when (ClusterOutages.IsOutage(fault))
        {
            if (status < StatusCodes.Status400BadRequest)
            {
                LogUnavailable(fault, response.HttpContext.Request.Path);
            }
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "ACME request {Path}: no grain answered")]
    private partial void LogUnavailable(Exception fault, PathString path);

    [LoggerMessage(Level = LogLevel.Error, Message = "ACME request {Path} failed")]
    private partial void LogFault(Exception fault, PathString path);
}
