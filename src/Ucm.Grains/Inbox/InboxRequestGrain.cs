using Microsoft.Extensions.Options;
using Ucm.Grains.Certificates;
using Ucm.Grains.Interfaces.Certificates;
using Ucm.Grains.Interfaces.Identity;
using Ucm.Grains.Interfaces.Inbox;
using Ucm.Grains.Interfaces.Outcomes;
using Ucm.Grains.Objects;
using Ucm.Grains.Outcomes;
using Ucm.Pki.X509;
using Ucm.Storage.GrainStorage;
using Ucm.Storage.Inbox;

namespace Ucm.Grains.Inbox;

/// <summary>
/// Keeps one request and decides on it. Approve: 1 may the caller issue it · 2 can it be issued now · 3 the decision is recorded · 4 issued under the
/// request's own id · 5 the certificate's id is recorded. Whoever is cut off after 3 approves again.
/// </summary>
internal sealed class InboxRequestGrain(
    [PersistentState(InboxRequestState.Name, GrainStorageNames.Audited)] IPersistentState<InboxRequestState> request,
    InboxIssuance issuance,
    IInboxIndex index,
    IOptions<InboxOptions> options,
    TimeProvider clock) : Grain, IInboxRequestGrain
{
    private const int IdLength = 32;

    private string Id => this.GetPrimaryKeyString()["inbox:".Length..];

    private GrantTarget Target => new(request.State.Authority.Value, request.State.Profile);

    public async Task<Outcome<InboxRequest>> Submit(SubmitInboxRequestCommand command, CancellationToken cancellationToken)
    {
        if (Refuse(command) is { } refusal)
        {
            return Nobody(refusal);
        }

        var next = New(command);
        if (request.State.Exists)
        {
            return request.State.Hash.AsSpan().SequenceEqual(next.Hash.AsSpan())
                ? Present()
                : new Refusal(RefusalCode.IdempotencyMismatch, "The idempotency key was used before, for another request.");
        }

        // Who may make authorities is asked when it is approved.
        var preview = await issuance.Preview(Id, next, mayIssueAuthorities: true, cancellationToken);
        if (!preview.Succeeded)
        {
            return Nobody(preview.Refusal);
        }

        var most = options.Value.PendingPerUser;
        if (await index.CountPending(command.Caller.User, next.SubmittedAt, cancellationToken) >= most)
        {
            return Nobody(InboxRefusals.TooMany(most));
        }

        var certificate = ParsedCertificate.ParseToBeSigned(preview.Value.ToBeSigned.AsMemory());
        next = next with
        {
            Subject = certificate.Subject.ToString(),
            Names = [.. certificate.Names.Select(static name => new SubjectName(NameKinds.Of(name.Kind), name.Value))],
        };
        return await Commit(next, "submit", command.Caller, cancellationToken);
    }

    public async Task<Outcome<InboxRequestDetails>> Get(Caller caller, CancellationToken cancellationToken)
    {
        if (!MaySee(caller))
        {
            return Nobody(InboxRefusals.NoSuchRequest);
        }

        var present = Present();
        if (present.Status != InboxStatus.Pending)
        {
            return new InboxRequestDetails(present, request.State.Csr, null, null);
        }

        var preview = await issuance.Preview(Id, request.State, mayIssueAuthorities: true, cancellationToken);
        return new InboxRequestDetails(present, request.State.Csr, preview.Value, preview.Refusal);
    }

    public async Task<Outcome<InboxRequest>> Approve(Caller caller, CancellationToken cancellationToken)
    {
        if (RefuseDecision(caller) is { } refusal)
        {
            return refusal;
        }

        var status = request.State.StatusAt(clock.GetUtcNow());
        if (status == InboxStatus.Issued)
        {
            return Present();
        }

        if (status is not (InboxStatus.Pending or InboxStatus.Approved))
        {
            return InboxRefusals.Decided(status);
        }

        if (IsOwn(caller) && !options.Value.OwnApproval)
        {
            return InboxRefusals.OwnRequest;
        }

        var mayIssueAuthorities = caller.May(Permission.AuthoritiesManage);
        if (status == InboxStatus.Pending)
        {
            var preview = await issuance.Preview(Id, request.State, mayIssueAuthorities, cancellationToken);
            if (!preview.Succeeded)
            {
                return preview.Refusal;
            }

            await Commit(Decided(InboxStatus.Approved, caller), "approve", caller, cancellationToken);
        }

        return await Issue(mayIssueAuthorities, caller, cancellationToken);
    }

    public async Task<Outcome<InboxRequest>> Reject(RejectInboxRequestCommand command, CancellationToken cancellationToken)
    {
        if (RefuseDecision(command.Caller) is { } refusal)
        {
            return refusal;
        }

        if (string.IsNullOrWhiteSpace(command.Reason))
        {
            return ObjectRefusals.Field("/reason", "Is missing: it tells the requester why.");
        }

        if (InboxRefusals.CheckText("/reason", command.Reason, RejectInboxRequestCommand.MaxReason) is { } faulty)
        {
            return faulty;
        }

        return await Close(InboxStatus.Rejected, command.Reason, "reject", command.Caller, cancellationToken);
    }

    public async Task<Outcome<InboxRequest>> Cancel(Caller caller, CancellationToken cancellationToken)
    {
        if (!MaySee(caller))
        {
            return Nobody(InboxRefusals.NoSuchRequest);
        }

        return IsOwn(caller) ? await Close(InboxStatus.Cancelled, null, "cancel", caller, cancellationToken) : InboxRefusals.NotYours;
    }

    private Refusal? Refuse(SubmitInboxRequestCommand command)
    {
        if (!command.Caller.May(Permission.RequestsSubmit, new GrantTarget(command.Authority.Value, command.Profile)))
        {
            return command.Caller.MaySomewhere(Permission.RequestsSubmit)
                ? new Refusal(RefusalCode.Forbidden, $"Your permission {Permission.RequestsSubmit} does not reach to this authority and profile.")
                : Refusals.Forbidden(Permission.RequestsSubmit);
        }

        if (command.Caller.Kind is not (CallerKind.User or CallerKind.ApiToken))
        {
            return new Refusal(RefusalCode.Forbidden, "Only users submit requests.");
        }

        if (Id.Length != IdLength || !Id.All(char.IsAsciiHexDigitLower))
        {
            return new Refusal(RefusalCode.Malformed, $"The id of a request has {IdLength} hexadecimal digits in lower case.");
        }

        return InboxRefusals.CheckText("/owner", command.Owner, SubmitInboxRequestCommand.MaxOwner)
            ?? InboxRefusals.CheckText("/note", command.Note, SubmitInboxRequestCommand.MaxNote);
    }

    private InboxRequestState New(SubmitInboxRequestCommand command)
    {
        var now = clock.GetStoredNow();
        var next = new InboxRequestState
        {
            Status = InboxStatus.Pending,
            Authority = command.Authority,
            Profile = command.Profile,
            Csr = command.Csr,
            Content = command.Content,
            RequesterKind = command.Caller.Kind,
            RequesterName = command.Caller.Name,
            Owner = command.Owner,
            Note = command.Note,
            SubmittedAt = now,
            ExpiresAt = now.AddDays(options.Value.PendingDays),
        };
        var asked = InboxIssuance.HashOf(next);
        return next with { Hash = RequestHash.Of(next.RequesterName, next.Owner, next.Note, Convert.ToHexString(asked.AsSpan())) };
    }

    private async Task<Outcome<InboxRequest>> Issue(bool mayIssueAuthorities, Caller caller, CancellationToken cancellationToken)
    {
        var issued = await issuance.Issue(Id, request.State, mayIssueAuthorities, cancellationToken);
        if (issued.Succeeded)
        {
            return await Complete(issued.Value.Key, caller, cancellationToken);
        }

        // An issuance that was cut off may have been carried on by the reconciler, and its profile or authority changed since.
        var begun = (await issuance.Find(Id, request.State, cancellationToken))?.Record;
        if (begun is { Status: not (CertificateStatus.Reserved or CertificateStatus.Voided) })
        {
            return await Complete(begun.Key, caller, cancellationToken);
        }

        if (issued.Refusal.Code == RefusalCode.IssuanceVoided)
        {
            await Commit(Decided(InboxStatus.Rejected, caller) with { Reason = issued.Refusal.Detail }, "reject", caller, cancellationToken);
        }
        else if (begun is null && InboxIssuance.IsFinal(issued.Refusal))
        {
            // Nothing was begun: others may still decide otherwise.
            var open = request.State with { Status = InboxStatus.Pending, DecidedAt = null, DecidedBy = null };
            await Commit(open, "reopen", caller, cancellationToken);
        }

        return issued.Refusal;
    }

    private async Task<Outcome<InboxRequest>> Complete(CertificateKey certificate, Caller caller, CancellationToken cancellationToken) =>
        await Commit(request.State with { Status = InboxStatus.Issued, Certificate = certificate.ToId() }, "issue", caller, cancellationToken);

    private async Task<Outcome<InboxRequest>> Close(InboxStatus status, string? reason, string action, Caller caller, CancellationToken cancellationToken)
    {
        var present = request.State.StatusAt(clock.GetUtcNow());
        return present == InboxStatus.Pending
            ? await Commit(Decided(status, caller) with { Reason = reason }, action, caller, cancellationToken)
            : InboxRefusals.Decided(present);
    }

    private InboxRequestState Decided(InboxStatus status, Caller caller) =>
        request.State with { Status = status, DecidedAt = clock.GetStoredNow(), DecidedBy = caller.ToString() };

    private Refusal? RefuseDecision(Caller caller)
    {
        if (!MaySee(caller))
        {
            return Nobody(InboxRefusals.NoSuchRequest);
        }

        return caller.May(Permission.CertificatesIssue, Target) ? null : Refusals.Forbidden(Permission.CertificatesIssue);
    }

    private bool MaySee(Caller caller) => request.State.Exists && (IsOwn(caller) || caller.May(Permission.CertificatesIssue, Target));

    private bool IsOwn(Caller caller) => caller.IsRequester(request.State.Requester.ToString(), request.State.SubmittedAt);

    /// <summary>Law 7: ids that were never given leave nothing in memory.</summary>
    private Refusal Nobody(Refusal refusal)
    {
        if (!request.State.Exists)
        {
            DeactivateOnIdle();
        }

        return refusal;
    }

    private async Task<InboxRequest> Commit(InboxRequestState next, string action, Caller caller, CancellationToken cancellationToken)
    {
        await request.Commit(next, InboxAudit.Changed(Id, next, action, caller, clock.GetStoredNow()), cancellationToken);
        return Present();
    }

    private InboxRequest Present()
    {
        var now = request.State;
        return new InboxRequest(
            Id, now.StatusAt(clock.GetUtcNow()), now.Authority.Value, now.Profile, now.Requester.ToString(), now.SubmittedAt, now.ExpiresAt)
        {
            Subject = now.Subject,
            Names = now.Names,
            Owner = now.Owner,
            Note = now.Note,
            DecidedAt = now.DecidedAt,
            DecidedBy = now.DecidedBy,
            Reason = now.Reason,
            Certificate = now.Certificate,
        };
    }
}
