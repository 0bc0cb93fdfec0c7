using Microsoft.AspNetCore.Routing.Template;
using Ucm.Frontend.Cluster;
using Ucm.Grains.Interfaces.Outcomes;

namespace Ucm.Frontend.Admin.Api;

/// <summary>Sees to it that whatever goes wrong under <c>/api</c> is answered with problem details: outages 503, faults 500, both without a detail.</summary>
internal static partial class ApiGuard
{
    public static IApplicationBuilder UseApiGuard(this IApplicationBuilder app) =>
        app.UseWhen(static context => context.Request.Path.StartsWithSegments("/api"), static branch => branch.Use(Guard));

    private static async Task Guard(HttpContext context, RequestDelegate next)
    {
        try
        {
            await next(context);
            var response = context.Response;
            if (response is { HasStarted: false, StatusCode: >= 400, ContentType: null, ContentLength: null })
            {
                // A route outside of REST that takes any path, but only GET, would have a path that there is not look like a wrong method.
                if (response.StatusCode == StatusCodes.Status405MethodNotAllowed && !IsKnown(context))
                {
                    response.StatusCode = StatusCodes.Status404NotFound;
                    response.Headers.Remove("Allow");
                }

                await ApiProblems.Write(context, ApiProblems.Plain(response.StatusCode, Explain(context)));
            }
        }
        catch (Exception) when (context.RequestAborted.IsCancellationRequested)
        {
            context.Abort();
        }
        catch (Exception fault) when (!context.Response.HasStarted)
        {
            await Answer(context, fault);
        }
    }

    private static bool IsKnown(HttpContext context) =>
        context.RequestServices.GetRequiredService<EndpointDataSource>().Endpoints.OfType<RouteEndpoint>()
            .Select(static route => route.RoutePattern.RawText?.TrimStart('/') ?? string.Empty)
            .Where(static pattern => pattern.StartsWith("api/", StringComparison.Ordinal))
            .Any(pattern => new TemplateMatcher(TemplateParser.Parse(pattern), []).TryMatch(context.Request.Path, []));

    private static string? Explain(HttpContext context) => context.Response.StatusCode switch
    {
        StatusCodes.Status404NotFound => "There is nothing at this path. /openapi/v1.json describes every path.",
        StatusCodes.Status405MethodNotAllowed => $"This path takes no {context.Request.Method}; Allow says what it takes.",
        StatusCodes.Status415UnsupportedMediaType => "The body must be application/json.",
        _ => null,
    };

    private static Task Answer(HttpContext context, Exception fault)
    {
        var log = context.RequestServices.GetRequiredService<ILoggerFactory>().CreateLogger("Ucm.Frontend.Admin.Api");
        switch (fault)
        {
            case BadHttpRequestException bad:
                return ApiProblems.Write(context, ApiProblems.Plain(bad.StatusCode, bad.Message));
            case TimeoutException or Orleans.Runtime.OrleansException or OperationCanceledException:
                Unavailable(log, fault, context.Request.Method, context.Request.Path);
                return new Refusal(RefusalCode.Unavailable, "The service is not available at the moment.", ClusterOutages.RetryAfter).ToProblem().ExecuteAsync(context);
            default:
                Failed(log, fault, context.Request.Method, context.Request.Path);
                return ApiProblems.Write(context, ApiProblems.Plain(StatusCodes.Status500InternalServerError, "The request could not be completed."));
        }
    }

    [LoggerMessage(EventId = 7001, Level = LogLevel.Warning, Message = "{Method} {Path}: no grain answered")]
    private static partial void Unavailable(ILogger log, Exception fault, string method, string path);

    [LoggerMessage(EventId = 7002, Level = LogLevel.Error, Message = "{Method} {Path} failed")]
    private static partial void Failed(ILogger log, Exception fault, string method, string path);
}
