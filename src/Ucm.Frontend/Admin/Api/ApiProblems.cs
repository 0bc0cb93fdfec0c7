using System.Globalization;
using System.Text.Json;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.WebUtilities;
using Ucm.Grains.Interfaces.Outcomes;

namespace Ucm.Frontend.Admin.Api;

/// <summary>The one mapper from refusals to problem details (RFC 9457) of REST; docs/errors.md lists it.</summary>
internal static class ApiProblems
{
    public static IResult ToProblem(this Refusal refusal) => new ProblemResult(refusal);

    public static int ToStatus(this RefusalCode code) => code switch
    {
        RefusalCode.Malformed or RefusalCode.BadNonce or RefusalCode.BadSignatureAlgorithm => StatusCodes.Status400BadRequest,
        RefusalCode.Unauthenticated or RefusalCode.InvalidCredentials or RefusalCode.SecondFactorRequired => StatusCodes.Status401Unauthorized,
        RefusalCode.Forbidden or RefusalCode.ProofRequired or RefusalCode.ExternalAccountRequired or RefusalCode.UserActionRequired
            => StatusCodes.Status403Forbidden,
        RefusalCode.NotFound or RefusalCode.AccountDoesNotExist => StatusCodes.Status404NotFound,
        RefusalCode.Conflict or RefusalCode.IssuanceVoided or RefusalCode.ApprovalPending or RefusalCode.AlreadyRevoked or RefusalCode.AlreadyReplaced
            or RefusalCode.OrderNotReady or RefusalCode.AuthorityNotOnline => StatusCodes.Status409Conflict,
        RefusalCode.StaleVersion => StatusCodes.Status412PreconditionFailed,
        RefusalCode.RateLimited or RefusalCode.LockedOut => StatusCodes.Status429TooManyRequests,
        RefusalCode.Unavailable or RefusalCode.AuthorityUnavailable => StatusCodes.Status503ServiceUnavailable,
        RefusalCode.IdempotencyMismatch or RefusalCode.BadCsr or RefusalCode.BadPublicKey or RefusalCode.RejectedIdentifier
            or RefusalCode.UnsupportedIdentifier or RefusalCode.PolicyViolation or RefusalCode.UnknownProfile or RefusalCode.Caa
            or RefusalCode.BadRevocationReason or RefusalCode.InvalidContact or RefusalCode.UnsupportedContact or RefusalCode.Connection
            or RefusalCode.Dns or RefusalCode.IncorrectResponse or RefusalCode.Tls => StatusCodes.Status422UnprocessableEntity,
        _ => throw new ArgumentOutOfRangeException(nameof(code)),
    };

    /// <summary>The stable name of a code: <c>BadCsr</c> is <c>bad_csr</c>.</summary>
    public static string ToName(this RefusalCode code) => JsonNamingPolicy.SnakeCaseLower.ConvertName(code.ToString());

    public static ProblemDetails ToDetails(this Refusal refusal)
    {
        var status = refusal.Code.ToStatus();
        var problem = new ProblemDetails
        {
            Type = $"urn:ucm:problem:{refusal.Code.ToName()}",
            Title = ReasonPhrases.GetReasonPhrase(status),
            Status = status,
            Detail = refusal.Detail,
        };
        problem.Extensions["code"] = refusal.Code.ToName();
        if (!refusal.Parts.IsDefaultOrEmpty)
        {
            problem.Extensions["errors"] = refusal.Parts.Select(ToPart).ToArray();
        }

        if (refusal.SecondFactor is { } needed)
        {
            problem.Extensions["ticket"] = needed.Ticket.Value;
            problem.Extensions["methods"] = needed.Methods.ToArray();
        }

        return problem;
    }

    // A part is about a field, which a JSON pointer names (RFC 6901), or about a name of the request.
    private static ProblemPart ToPart(NamedRefusal part) => part.Name.StartsWith('/')
        ? new ProblemPart(null, part.Name, part.Code.ToName(), part.Detail)
        : new ProblemPart(part.Name, null, part.Code.ToName(), part.Detail);

    /// <summary>
    /// For what no grain refused: an unknown path, a method or media type that is not served, a fault. Its code is one of those of refusals, or the
    /// status' own.
    /// </summary>
    public static ProblemDetails Plain(int status, string? detail = null)
    {
        var code = status switch
        {
            StatusCodes.Status400BadRequest => RefusalCode.Malformed.ToName(),
            StatusCodes.Status401Unauthorized => RefusalCode.Unauthenticated.ToName(),
            StatusCodes.Status403Forbidden => RefusalCode.Forbidden.ToName(),
            StatusCodes.Status404NotFound => RefusalCode.NotFound.ToName(),
            StatusCodes.Status429TooManyRequests => RefusalCode.RateLimited.ToName(),
            StatusCodes.Status500InternalServerError => "internal_error",
            StatusCodes.Status503ServiceUnavailable => RefusalCode.Unavailable.ToName(),
            _ => JsonNamingPolicy.SnakeCaseLower.ConvertName(ReasonPhrases.GetReasonPhrase(status).Replace(" ", string.Empty, StringComparison.Ordinal)),
        };
        var problem = new ProblemDetails
        {
            Type = $"urn:ucm:problem:{code}",
            Title = ReasonPhrases.GetReasonPhrase(status),
            Status = status,
            Detail = detail,
        };
        problem.Extensions["code"] = code;
        return problem;
    }

    public static Task Write(HttpContext context, ProblemDetails problem)
    {
        context.Response.StatusCode = problem.Status ?? StatusCodes.Status500InternalServerError;
        context.Response.Headers.CacheControl = "no-store";
        return context.Response.WriteAsJsonAsync(problem, ApiJson.Default.ProblemDetails, "application/problem+json", context.RequestAborted);
    }

    /// <summary>Whole seconds, at least one (RFC 9110 §10.2.3).</summary>
    public static string ToRetryAfter(this TimeSpan wait) => Math.Max(1, (long)Math.Ceiling(wait.TotalSeconds)).ToString(CultureInfo.InvariantCulture);
}
