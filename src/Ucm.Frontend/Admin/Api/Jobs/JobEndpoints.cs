using System.Collections.Immutable;
using System.Security.Cryptography;
using System.Text;
using Ucm.Frontend.Admin.Api.Queries;
using Ucm.Frontend.Auth;
using Ucm.Grains.Interfaces;
using Ucm.Grains.Interfaces.Certificates;
using Ucm.Grains.Interfaces.Jobs;
using Ucm.Grains.Interfaces.Outcomes;

namespace Ucm.Frontend.Admin.Api.Jobs;

/// <summary>Bulk work: make, list, read, pause, resume, cancel, and the result of each certificate.</summary>
internal static class JobEndpoints
{
    // 10,000 ids of about 60 characters.
    private const int MaxBody = 1024 * 1024;
    private const int DefaultLimit = 50;
    private const int MaxLimit = 200;

    private static readonly Refusal NoSuchJob = new(RefusalCode.NotFound, "There is no such job.");

    private static readonly QueryParameter[] ListParameters =
    [
        QueryParameter.Limit(MaxLimit, DefaultLimit),
        QueryParameter.Cursor(),
        QueryParameter.Choice("state", "Any when absent.", [.. Enum.GetValues<JobStatus>().Select(Word)]),
        QueryParameter.Choice("kind", "Any when absent.", [.. Enum.GetValues<JobKind>().Select(Word)]),
    ];

    public static void MapJobs(this RouteGroupBuilder api)
    {
        var jobs = api.MapGroup("/jobs").WithTags("Jobs");
        jobs.MapGet("/", List)
            .Signed(ApiPolicies.SignedIn).Queries(ListParameters).Gives<ListAnswer<JobAnswer>>().Refuses(400)
            .Named("listJobs", "List jobs", "Newest first: one's own; all of them for administrators.");
        jobs.MapPost("/", Create)
            .Signed(ApiPolicies.SignedIn).Takes<JobBody>(MaxBody).Gives<JobAnswer>(StatusCodes.Status202Accepted).Refuses(400, 422)
            .Named("createJob", "Make a job", "It works with the rights of who made it, which are looked at again while it runs.");
        jobs.MapGet("/{id}", Get)
            .Signed(ApiPolicies.SignedIn).Gives<JobAnswer>().Refuses(404)
            .Named("getJob", "Read a job", "How far it is.");
        jobs.MapGet("/{id}/result", Result)
            .Signed(ApiPolicies.SignedIn).Produces(StatusCodes.Status200OK, contentType: "application/jsonl").Refuses(404)
            .Named("getJobResult", "Read the result of a job", "JSON Lines: one object for each certificate that was worked on by now.");
        Map(jobs, "pause", JobStatus.Paused, "After the batch that is under way.");
        Map(jobs, "resume", JobStatus.Running, "Goes on where it was paused.");
        Map(jobs, "cancel", JobStatus.Cancelled, "After the batch that is under way. What was done stays done.");
    }

    private static void Map(RouteGroupBuilder jobs, string verb, JobStatus status, string description) =>
        jobs.MapPost(
                $"/{{id}}/{verb}",
                (string id, HttpContext context, IGrainFactory grains, CancellationToken token) => SetStatus(id, status, context, grains, token))
            .Signed(ApiPolicies.SignedIn).Gives<JobAnswer>().Refuses(404, 409)
            .Named($"{verb}Job", $"{char.ToUpperInvariant(verb[0])}{verb[1..]} a job", description);

    private static async Task<IResult> List(HttpContext context, IGrainFactory grains, CancellationToken cancellationToken)
    {
        var asked = context.Request.Query;
        var query = new ListJobsQuery(
            asked.Text("state") is { } state ? Enum.Parse<JobStatus>(state, ignoreCase: true) : null,
            asked.Text("kind") is { } kind ? Enum.Parse<JobKind>(kind, ignoreCase: true) : null,
            asked.Text("cursor"),
            asked.Limit(DefaultLimit),
            context.Caller());
        var page = await grains.Jobs().List(query, cancellationToken);
        return page.Succeeded
            ? TypedResults.Json(
                new ListAnswer<JobAnswer> { Items = [.. page.Value.Jobs.Select(Answer)], Next = page.Value.Next }, ApiJson.Default.ListAnswerJobAnswer)
            : page.Refusal.ToProblem();
    }

    private static async Task<IResult> Create(HttpContext context, IGrainFactory grains, TimeProvider clock, CancellationToken cancellationToken)
    {
        var caller = context.Caller();
        var read = await context.ReadBody(ApiJson.Default.JobBody);
        if (!read.Succeeded)
        {
            return read.Refusal.ToProblem();
        }

        var body = read.Value;
        if (body.Ids?.Any(static id => id is null) == true)
        {
            return Field("/ids", "Has null among the ids.").ToProblem();
        }

        if (!Enum.TryParse<JobKind>(body.Kind, ignoreCase: true, out var kind) || Word(kind) != body.Kind)
        {
            return Field("/kind", "Must be revoke or export.").ToProblem();
        }

        if (body.Filter is null == body.Ids is null)
        {
            return Field("/filter", "Give either filter or ids.").ToProblem();
        }

        if (!RevocationReasonNames.TryParse(body.Reason, out var reason) || (kind != JobKind.Revoke && body.Reason is not null))
        {
            return Field("/reason", "Must be a reason of RFC 5280 §5.3.1, for a revocation only.").ToProblem();
        }

        CertificateQuery? filter = null;
        ImmutableArray<CertificateKey> ids = [];
        var refusal = IssueRequests.TryRequestId(context, caller.Name, out var request)
            ?? (body.Filter is { } asked ? JobFilter.TryRead(asked, clock.GetUtcNow(), out filter) : null)
            ?? (body.Ids is { } texts ? JobFilter.TryRead(texts, out ids) : null);
        if (refusal is not null)
        {
            return refusal.ToProblem();
        }

        // The same idempotency key is the same id: the job's grain knows then that it was made before.
        var id = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes($"job {request.Value}")).AsSpan(0, 16));
        var command = new CreateJobCommand(kind, filter, body.Ids is null ? null : ids, reason, caller)
        {
            Asked = body.Filter is { } sent ? string.Join('\n', sent.OrderBy(static member => member.Key, StringComparer.Ordinal)) : null,
        };
        var made = await grains.Job(id).Create(command, cancellationToken);
        if (made.Succeeded)
        {
            context.Response.Headers.Location = $"/api/jobs/{id}";
        }

        return Show(made, StatusCodes.Status202Accepted);
    }

    private static async Task<IResult> Get(string id, HttpContext context, IGrainFactory grains, CancellationToken cancellationToken) =>
        IsId(id) ? Show(await grains.Job(id).Get(context.Caller(), cancellationToken)) : NoSuchJob.ToProblem();

    private static async Task<IResult> SetStatus(string id, JobStatus status, HttpContext context, IGrainFactory grains, CancellationToken cancellationToken) =>
        IsId(id)
            ? Show(await grains.Job(id).SetStatus(new SetJobStatusCommand(status, context.Caller()), cancellationToken))
            : NoSuchJob.ToProblem();

    private static async Task<IResult> Result(string id, HttpContext context, IGrainFactory grains, CancellationToken cancellationToken)
    {
        var caller = context.Caller();
        if (!IsId(id))
        {
            return NoSuchJob.ToProblem();
        }

        var first = await grains.Job(id).ReadResult(0, caller, cancellationToken);
        return first.Succeeded
            ? Results.Stream(body => Write(body, first.Value, id, caller, grains, context.RequestAborted), "application/jsonl")
            : first.Refusal.ToProblem();
    }

    /// <summary>Part by part, so that a frontend never holds the whole. A part that cannot be had cuts the answer off, which the client sees.</summary>
    private static async Task Write(
        Stream body, JobResultPart part, string id, Ucm.Grains.Interfaces.Identity.Caller caller, IGrainFactory grains, CancellationToken cancellationToken)
    {
        for (var number = 1; ; number++)
        {
            await body.WriteAsync(Encoding.UTF8.GetBytes(part.Lines), cancellationToken);
            if (part.IsLast)
            {
                return;
            }

            var next = await grains.Job(id).ReadResult(number, caller, cancellationToken);
            part = next.Succeeded ? next.Value : throw new IOException($"The result cannot be read: {next.Refusal.Detail}");
        }
    }

    private static IResult Show(Outcome<Job> outcome, int status = StatusCodes.Status200OK) => outcome.Succeeded
        ? TypedResults.Json(Answer(outcome.Value), ApiJson.Default.JobAnswer, statusCode: status)
        : outcome.Refusal.ToProblem();

    private static JobAnswer Answer(Job job) => new()
    {
        Id = job.Id,
        Kind = Word(job.Kind),
        State = Word(job.Status),
        CreatedBy = job.CreatedBy,
        CreatedAt = job.CreatedAt,
        FinishedAt = job.FinishedAt,
        Total = job.Total,
        Done = job.Done,
        Failed = job.Failed,
        Result = $"/api/jobs/{job.Id}/result",
        Fault = job.Fault,
    };

    private static Refusal Field(string pointer, string detail) =>
        new(RefusalCode.Malformed, $"{pointer}: {detail}") { Parts = [new NamedRefusal(pointer, RefusalCode.Malformed, detail)] };

    private static string Word<T>(T value)
        where T : struct, Enum => value.ToString().ToLowerInvariant();

    private static bool IsId(string text) => text.Length == 32 && text.All(char.IsAsciiHexDigitLower);
}
