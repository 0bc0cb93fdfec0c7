using Ucm.Grains.Interfaces.Outcomes;

namespace Ucm.Frontend.Admin.Api;

/// <summary>A refusal as an HTTP answer, with the headers its status asks for.</summary>
internal sealed class ProblemResult(Refusal refusal) : IResult
{
    private static readonly TimeSpan RetryWhenUnavailable = TimeSpan.FromSeconds(5);

    public Task ExecuteAsync(HttpContext httpContext)
    {
        var problem = refusal.ToDetails();
        var headers = httpContext.Response.Headers;
        var wait = refusal.RetryAfter ?? (problem.Status == StatusCodes.Status503ServiceUnavailable ? RetryWhenUnavailable : null);
        if (wait is { } after)
        {
            headers.RetryAfter = after.ToRetryAfter();
        }

        if (problem.Status == StatusCodes.Status401Unauthorized && headers.WWWAuthenticate.Count == 0)
        {
            headers.WWWAuthenticate = "Bearer realm=\"ucm\"";
        }

        return ApiProblems.Write(httpContext, problem);
    }
}

/// <summary>What is wrong with one name or one field of a request.</summary>
internal sealed record ProblemPart(string? Name, string? Pointer, string Code, string Detail);
