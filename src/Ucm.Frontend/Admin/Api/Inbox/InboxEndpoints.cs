using System.Collections.Immutable;
using System.Security.Cryptography;
using System.Text;
using Ucm.Frontend.Admin.Api.Queries;
using Ucm.Frontend.Auth;
using Ucm.Grains.Interfaces;
using Ucm.Grains.Interfaces.Authorities;
using Ucm.Grains.Interfaces.Certificates;
using Ucm.Grains.Interfaces.Identity;
using Ucm.Grains.Interfaces.Inbox;
using Ucm.Grains.Interfaces.Outcomes;

namespace Ucm.Frontend.Admin.Api.Inbox;

/// <summary>Requests for certificates that somebody else decides on: submit, list, read, approve, reject, cancel.</summary>
internal static class InboxEndpoints
{
    private const int MaxSubmitBody = 256 * 1024;
    private const int MaxRejectBody = 8 * 1024;
    private const int DefaultLimit = 50;
    private const int MaxLimit = 200;
    private const string DefaultProfile = "tls-server";

    private static readonly Refusal NoSuchRequest = new(RefusalCode.NotFound, "There is no such request.");

    private static readonly QueryParameter[] ListParameters =
    [
        QueryParameter.Limit(MaxLimit, DefaultLimit),
        QueryParameter.Cursor(),
        QueryParameter.Choice("state", "Any when absent.", [.. Enum.GetValues<InboxStatus>().Select(InboxAnswers.Word)]),
        QueryParameter.Text("requester", "The name of the user that submitted it.", "ann"),
        QueryParameter.Text("authority", "The id of the authority.", "issuing"),
        QueryParameter.Text("profile", "The profile's name.", "tls-server"),
        QueryParameter.Time("submitted_after", "Submitted after this time."),
        QueryParameter.Time("submitted_before", "Submitted before this time."),
    ];

    public static void MapInbox(this RouteGroupBuilder api)
    {
        var requests = api.MapGroup("/requests").WithTags("Requests");
        requests.MapGet("/", List)
            .Signed(ApiPolicies.SignedIn).Queries(ListParameters).Gives<ListAnswer<InboxAnswer>>().Refuses(400)
            .Named("listRequests", "List requests", "Newest first: one's own, and those that one may issue certificates for.");
        requests.MapPost("/", Submit)
            .Signed(Permission.RequestsSubmit).Takes<SubmitBody>(MaxSubmitBody).Gives<InboxAnswer>(StatusCodes.Status201Created).Refuses(400, 404, 422)
            .Named(
                "submitRequest",
                "Submit a request",
                "Somebody who may issue the certificate decides on it. The same Idempotency-Key with the same content gives the same request.");
        requests.MapGet("/{id}", Get)
            .Signed(ApiPolicies.SignedIn).Gives<InboxDetailsAnswer>().Refuses(404)
            .Named("getRequest", "Read a request", "With what the profile would make of it now.");
        requests.MapPost("/{id}/approve", Approve)
            .Signed(Permission.CertificatesIssue).Gives<InboxAnswer>().Refuses(404, 409, 422)
            .Named("approveRequest", "Approve a request", "Issues the certificate, once however often it is asked.");
        requests.MapPost("/{id}/reject", Reject)
            .Signed(Permission.CertificatesIssue).Takes<RejectBody>(MaxRejectBody).Gives<InboxAnswer>().Refuses(400, 404, 409)
            .Named("rejectRequest", "Reject a request", "The reason is for the requester.");
        requests.MapPost("/{id}/cancel", Cancel)
            .Signed(ApiPolicies.SignedIn).Gives<InboxAnswer>().Refuses(404, 409)
            .Named("cancelRequest", "Take back a request", "By its requester, before it is decided.");
    }

    private static async Task<IResult> List(HttpContext context, IGrainFactory grains, CancellationToken cancellationToken)
    {
        var asked = context.Request.Query;
        var query = new InboxQuery(
            asked.Text("state") is { } state ? Enum.Parse<InboxStatus>(state, ignoreCase: true) : null,
            asked.Text("requester"),
            asked.Text("authority"),
            asked.Text("profile"),
            asked.Time("submitted_after"),
            asked.Time("submitted_before"),
            asked.Text("cursor"),
            asked.Limit(DefaultLimit),
            context.Caller());
        var page = await grains.Inbox().List(query, cancellationToken);
        return page.Succeeded
            ? TypedResults.Json(
                new ListAnswer<InboxAnswer> { Items = [.. page.Value.Requests.Select(static request => request.ToAnswer())], Next = page.Value.Next },
                ApiJson.Default.ListAnswerInboxAnswer)
            : page.Refusal.ToProblem();
    }

    private static async Task<IResult> Submit(HttpContext context, IGrainFactory grains, CancellationToken cancellationToken)
    {
        var caller = context.Caller();
        var read = await context.ReadBody(ApiJson.Default.SubmitBody);
        if (!read.Succeeded)
        {
            return read.Refusal.ToProblem();
        }

        var body = read.Value;
        var issue = new IssueBody
        {
            Authority = body.Authority,
            Subject = body.Subject,
            Names = body.Names,
            NotBefore = body.NotBefore,
            NotAfter = body.NotAfter,
        };
        ImmutableArray<byte> csr = [];
        RequestedContent? content = null;
        AuthorityId authority = default;
        var refusal = IssueRequests.TryRequestId(context, caller.Name, out var request)
            ?? IssueRequests.TryAuthority(issue, out authority)
            ?? PastedRequest.TryRead(body.Csr, out csr)
            ?? IssueRequests.TryContent(issue, out content);
        if (refusal is not null)
        {
            return refusal.ToProblem();
        }

        // The same idempotency key is the same id: the request's grain knows then that it was submitted before.
        var id = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes($"inbox {request.Value}")).AsSpan(0, 16));
        var command = new SubmitInboxRequestCommand(authority, body.Profile ?? DefaultProfile, csr, content, body.Owner, body.Note, caller);
        var submitted = await grains.InboxRequest(id).Submit(command, cancellationToken);
        if (submitted.Succeeded)
        {
            context.Response.Headers.Location = $"/api/requests/{id}";
        }

        return InboxAnswers.Show(submitted, StatusCodes.Status201Created);
    }

    private static async Task<IResult> Get(string id, HttpContext context, IGrainFactory grains, CancellationToken cancellationToken)
    {
        if (!IsId(id))
        {
            return NoSuchRequest.ToProblem();
        }

        var details = await grains.InboxRequest(id).Get(context.Caller(), cancellationToken);
        return details.Succeeded
            ? TypedResults.Json(details.Value.ToAnswer(), ApiJson.Default.InboxDetailsAnswer)
            : details.Refusal.ToProblem();
    }

    private static async Task<IResult> Approve(string id, HttpContext context, IGrainFactory grains, CancellationToken cancellationToken) =>
        IsId(id) ? InboxAnswers.Show(await grains.InboxRequest(id).Approve(context.Caller(), cancellationToken)) : NoSuchRequest.ToProblem();

    private static async Task<IResult> Reject(string id, HttpContext context, IGrainFactory grains, CancellationToken cancellationToken)
    {
        var body = await context.ReadBody(ApiJson.Default.RejectBody);
        if (!body.Succeeded)
        {
            return body.Refusal.ToProblem();
        }

        var command = new RejectInboxRequestCommand(body.Value.Reason ?? string.Empty, context.Caller());
        return IsId(id) ? InboxAnswers.Show(await grains.InboxRequest(id).Reject(command, cancellationToken)) : NoSuchRequest.ToProblem();
    }

    private static async Task<IResult> Cancel(string id, HttpContext context, IGrainFactory grains, CancellationToken cancellationToken) =>
        IsId(id) ? InboxAnswers.Show(await grains.InboxRequest(id).Cancel(context.Caller(), cancellationToken)) : NoSuchRequest.ToProblem();

    private static bool IsId(string text) => text.Length == 32 && text.All(char.IsAsciiHexDigitLower);
}
