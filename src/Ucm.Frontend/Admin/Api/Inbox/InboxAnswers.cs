using System.Security.Cryptography;
using Ucm.Grains.Interfaces.Inbox;
using Ucm.Grains.Interfaces.Outcomes;

namespace Ucm.Frontend.Admin.Api.Inbox;

/// <summary>Requests as REST shows them.</summary>
internal static class InboxAnswers
{
    public static IResult Show(Outcome<InboxRequest> outcome, int status = StatusCodes.Status200OK) => outcome.Succeeded
        ? TypedResults.Json(outcome.Value.ToAnswer(), ApiJson.Default.InboxAnswer, statusCode: status)
        : outcome.Refusal.ToProblem();

    public static InboxAnswer ToAnswer(this InboxRequest request) => new()
    {
        Id = request.Id,
        State = Word(request.Status),
        Authority = request.Authority,
        Profile = request.Profile,
        Subject = request.Subject,
        Names = [.. request.Names.Select(static name => name.ToText())],
        Requester = request.Requester,
        Owner = request.Owner,
        Note = request.Note,
        SubmittedAt = request.SubmittedAt,
        ExpiresAt = request.ExpiresAt,
        DecidedAt = request.DecidedAt,
        DecidedBy = request.DecidedBy,
        Reason = request.Reason,
        Certificate = request.Certificate,
    };

    public static InboxDetailsAnswer ToAnswer(this InboxRequestDetails details)
    {
        var request = details.Request;
        var preview = details.Preview is { } made ? PreviewAnswer.Of(made) : null;
        return new InboxDetailsAnswer
        {
            Id = request.Id,
            State = Word(request.Status),
            Authority = request.Authority,
            Profile = request.Profile,
            Subject = request.Subject,
            Names = [.. request.Names.Select(static name => name.ToText())],
            Requester = request.Requester,
            Owner = request.Owner,
            Note = request.Note,
            SubmittedAt = request.SubmittedAt,
            ExpiresAt = request.ExpiresAt,
            DecidedAt = request.DecidedAt,
            DecidedBy = request.DecidedBy,
            Reason = request.Reason,
            Certificate = request.Certificate,
            Csr = PemEncoding.WriteString("CERTIFICATE REQUEST", details.Csr.AsSpan()) + "\n",
            Preview = preview?.Certificate,
            Findings = details.Problem is { } problem
                ? [new FindingAnswer("error", $"ucm.request.{problem.Code.ToName()}", string.Empty, problem.Detail)]
                : preview?.Findings,
        };
    }

    public static string Word(InboxStatus status) => status.ToString().ToLowerInvariant();
}
